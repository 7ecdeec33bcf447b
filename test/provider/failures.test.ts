import { type Definition, define } from "../../sdk/src/engine/definition";
import { Run } from "../../sdk/src/engine/run";
import { DynamicProvider } from "../../sdk/src/provider/dynamic";

const slip = () => {
  throw new Error("no\nluck");
};

/** A kind with which everything goes wrong. */
const failing = define<any, object, any>({
  kind: "Failing",
  noun: "thing",
  label: ({ name }: { name: string }) => name,
  properties: ["name"],
  naturalKey: ["name"],
  replaceOnChanges: [],
  defaults: {},
  connect: async () => ({}),
  check: async () => slip(),
  find: async () => slip(),
  create: async () => slip(),
  read: async () => slip(),
  update: async () => slip(),
  delete: async () => slip(),
} as never) as Definition;

const inputs = { name: "mine" };

const operations: [string, (provider: DynamicProvider) => Promise<unknown>][] = [
  ["check", (provider) => provider.check({}, inputs)],
  ["create", (provider) => provider.create(inputs)],
  ["read", (provider) => provider.read("1", inputs)],
  ["update", (provider) => provider.update("1", inputs, { name: "other" })],
  ["delete", (provider) => provider.delete("1", inputs)],
];

test.each(operations)(
  "what goes wrong in %s is one line, with its cause and without a stack trace",
  async (_, operate) => {
    const provider = new DynamicProvider(failing, new Run());
    await provider.configure({ config: { get: () => undefined } } as never);
    const failure: Error = await operate(provider).then(
      () => new Error("nothing went wrong"),
      (error) => error,
    );
    expect(failure.message).toMatch(/^thing "(mine|other)": no luck$/);
    expect(failure.cause).toMatchObject({ message: "no\nluck" });
    // The host prints the stack of what `read` and `delete` throw.
    expect(failure.stack).toBe("");
  },
);

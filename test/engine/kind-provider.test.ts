import type { Definition } from "../../sdk/src/engine/definition";
import { PartialCreateError } from "../../sdk/src/engine/errors";
import { KindProvider } from "../../sdk/src/engine/kind-provider";
import { Run } from "../../sdk/src/engine/run";
import { unknown } from "../../sdk/src/engine/unknown";
import { type Things, thingDefinition } from "./thing";

let things: Things;
let said: string[];
beforeEach(() => {
  things = new Map();
  said = [];
});

/** A kind that is in a store, so that no server is asked. */
function kindOf(more: Partial<Definition> = {}): KindProvider {
  const definition = thingDefinition(things, { connect: async () => undefined, ...more } as never);
  return new KindProvider(definition, {
    config: { get: () => undefined },
    run: new Run(),
    print: (line) => void said.push(line),
  });
}
const inputs = { name: "a", token: "hush-hush" };

test("a failure keeps the path of its property apart from its reason, without what a terminal would obey", async () => {
  const kind = kindOf({
    check(_, failures) {
      failures.add("parts[0].size", "is too\u001b[2J large");
      failures.add(undefined, "is incomplete");
    },
  });
  expect((await kind.check(undefined, inputs)).failures).toEqual([
    { property: "parts[0].size", reason: "is too\\u001b[2J large" },
    { reason: "is incomplete" },
  ]);
});

test("what is not known yet is neither checked nor a text of any protocol", async () => {
  const check = jest.fn();
  const { inputs: checked, failures } = await kindOf({ check }).check(undefined, {
    name: "a",
    size: unknown,
    colour: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  });
  expect(failures).toEqual([]);
  expect(check.mock.calls[0]![0]).toEqual({ name: "a", colour: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" });
  expect(checked.size).toBe(unknown);
});

test("a difference names what changes, what replaces, and of the secrets which", async () => {
  const olds = { name: "a", size: 1, colour: "red", token: "hush-one" };
  expect(await kindOf().diff("id", olds, { ...olds, size: unknown, token: "hush-two" })).toEqual({
    changed: ["size", "token"],
    changedSecrets: ["token"],
    replaces: [],
    deleteBeforeReplace: true,
  });
  expect(await kindOf().diff("id", olds, { ...olds, colour: "blue" })).toMatchObject({
    changed: ["colour"],
    replaces: ["colour"],
  });
});

test("an object is made, read, changed and deleted, with what is to be stored of it", async () => {
  const kind = kindOf();
  const { id, properties } = await kind.create({ ...inputs, other: "of a binding" });
  expect(properties).toEqual({ ...inputs, made: "by create" });
  expect(await kind.read(id, properties)).toEqual({ id, inputs, properties });
  expect(await kind.update(id, properties, { ...inputs, size: 2 })).toEqual({ ...inputs, size: 2, made: "by update" });
  await kind.delete(id, properties);
  things.clear();
  expect(await kind.read(id, properties)).toBeUndefined();
});

test("an object that was made and not finished is handed on with the failure", async () => {
  const cause = new PartialCreateError("half", { made: "half" }, new Error("it broke"));
  const failure = await kindOf({ create: () => Promise.reject(cause) })
    .create(inputs)
    .catch((error) => error);
  expect(failure).toMatchObject({
    message: 'thing "a": it broke',
    partial: { id: "half", properties: { ...inputs, made: "half" } },
  });
});

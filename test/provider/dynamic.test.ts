import { ConnectionError } from "../../sdk/src/api/errors";
import type { Definition } from "../../sdk/src/engine/definition";
import { PartialCreateError, RefusalError } from "../../sdk/src/engine/errors";
import { Run } from "../../sdk/src/engine/run";
import { DynamicProvider } from "../../sdk/src/provider/dynamic";
import { stub } from "../../sdk/src/provider/stub";
import { type Things, thingDefinition } from "../engine/thing";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const config: Record<string, string> = {
  "syntask:apiUrl": "http://127.0.0.1:9/api",
  "syntask-prod:apiUrl": "http://127.0.0.1:8/api",
};

let things: Things;
let said: string[];
beforeEach(() => {
  things = new Map();
  said = [];
  jest.spyOn(console, "info").mockImplementation((line) => void said.push(line));
});
afterEach(() => jest.restoreAllMocks());

/** The provider of a kind that is in a store, so that no server is asked. */
function providerOf(more: Partial<Definition> = {}, run = new Run()): DynamicProvider {
  const definition = thingDefinition(things, { connect: async () => undefined, ...more } as never);
  const provider = new DynamicProvider(definition, run);
  void provider.configure({ config: { get: (key: string) => config[key] } } as never);
  return provider;
}
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error("it succeeded");
    },
    (error) => error,
  );
const inputs = { name: "a", token: "hush-hush" };

test("what a check refuses is not compared with what was before, as it may be of any form", async () => {
  const provider = providerOf({
    fields: {},
    canonical: { size: (size: number[]) => size.map(String) },
    check: async (_, failures) => failures.add("size", "is not a list"),
  });
  const news = { ...inputs, size: 2 };
  expect(await provider.check({ ...inputs, size: [1] }, news)).toEqual({
    inputs: news,
    failures: [{ property: "", reason: "`size` is not a list" }],
  });
});

describe("what goes wrong", () => {
  const failing = (cause: unknown) => {
    const fail = () => Promise.reject(cause);
    return providerOf({ create: fail, read: fail, update: fail, delete: fail });
  };

  test("is one line that names the object, with its cause and without a stack, in every operation", async () => {
    const cause = new Error("it\n  broke");
    const provider = failing(cause);
    for (const work of [
      provider.create(inputs),
      provider.read("id", inputs),
      provider.update("id", inputs, { ...inputs, size: 2 }),
      provider.delete("id", inputs),
    ]) {
      const failure = await failureOf(work);
      expect(failure).toMatchObject({ message: 'thing "a": it broke', stack: "", cause });
      expect(failure).not.toHaveProperty("id");
    }
  });

  test("names the workspace, where it is not the stack's own", async () => {
    const { message } = await failureOf(failing(new Error("it broke")).create({ ...inputs, connection: "prod" }));
    expect(message).toBe('thing "a" on "prod": it broke');
  });

  test("for want of a server says how to go on, where the program is not run", async () => {
    const provider = failing(new ConnectionError("no answer"));
    const advice = "; after a change of the stack's config, add `--run-program`";
    for (const work of [provider.read("id", inputs), provider.delete("id", inputs)]) {
      expect(await failureOf(work)).toMatchObject({ message: `thing "a": no answer${advice}` });
    }
    expect(await failureOf(provider.create(inputs))).toMatchObject({ message: 'thing "a": no answer' });
  });

  test("in the middle keeps what was made in the state, with its inputs and the stub, and nothing undefined", async () => {
    const cause = new PartialCreateError("half", { made: "half", releases: undefined }, new Error("it broke"));
    expect(await failureOf(failing(cause).create({ ...inputs, __provider: "text", size: undefined }))).toMatchObject({
      id: "half",
      properties: { ...inputs, made: "half", __provider: stub("Thing") },
      reasons: ['thing "a": it broke'],
    });
    const { properties } = await failureOf(failing(cause).create(inputs));
    expect(Object.keys(properties).sort()).toEqual(["__provider", "made", "name", "token"]);
  });
});

describe("a preview of a new object", () => {
  test("says what is wrong with its inputs, of the resource and of no property, whose value would be printed", async () => {
    const provider = providerOf({ check: (_, failures) => failures.add("size", "is too large") });
    expect(await provider.check({}, inputs)).toEqual({
      inputs,
      failures: [{ property: "", reason: "`size` is too large" }],
    });
  });

  test("foresees what is in a store: what is taken over is said, what is refused is a failure", async () => {
    const provider = providerOf({ foresee: async (_, __, { say }) => say("takes over a.py") });
    expect((await provider.check({}, inputs)).failures).toEqual([]);
    expect(said).toEqual(['thing "a" takes over a.py']);
    const refusing = providerOf({ foresee: () => Promise.reject(new RefusalError("holds other files")) });
    expect((await refusing.check({}, inputs)).failures).toEqual([
      { property: "", reason: 'thing "a": holds other files' },
    ]);
  });

  test("passes by a store that cannot be looked into, and does not look where it need not", async () => {
    const closed = jest.fn(() => Promise.reject(new Error("access denied")));
    const provider = providerOf({ foresee: closed });
    expect((await provider.check({}, inputs)).failures).toEqual([]);
    expect(closed).toHaveBeenCalledTimes(1);
    await providerOf({ foresee: closed }).check({ name: "old" }, inputs);
    await providerOf({ foresee: closed }).check({}, { ...inputs, size: unknown });
    for (const known of [
      (one: DynamicProvider) => one.check({ name: "a" }, inputs),
      (one: DynamicProvider) => one.diff("id", { name: "a" }, inputs),
      (one: DynamicProvider) => one.read("id", { name: "a" }),
    ]) {
      const inState = providerOf({ foresee: closed });
      await known(inState);
      await inState.check({}, inputs);
    }
    const wrong = { foresee: closed, check: (_: unknown, failures: any) => failures.add("size", "is too large") };
    await providerOf(wrong).check({}, inputs);
    expect(closed).toHaveBeenCalledTimes(1);
  });

  test("asks no other server in the place of one that is not known yet", async () => {
    const find = jest.fn();
    const provider = providerOf({ connect: undefined, find });
    const { failures } = await provider.check({}, { ...inputs, connection: unknown });
    expect(failures).toEqual([
      {
        property: "",
        reason:
          "`connection` is not known before `up`, and a preview asks its server; write a name whose URL is in the config, and put a server that this program makes into a project of its own",
      },
    ]);
    expect(find).not.toHaveBeenCalled();
  });

  test("gives a check what is known, tells it what is not, and what was before", async () => {
    const check = jest.fn();
    const provider = providerOf({ check });
    await provider.check({ name: "old" }, { ...inputs, size: unknown });
    const [known, , context] = check.mock.calls[0];
    expect(known).toEqual(inputs);
    expect([context.isUnknown("size"), context.isUnknown("name"), context.olds]).toEqual([
      true,
      false,
      { name: "old" },
    ]);
    await provider.check({}, inputs);
    expect(check.mock.calls[1][2].olds).toBeUndefined();
  });
});

describe("a preview of a change", () => {
  const olds = { name: "a", size: 1, token: "hush-old", colour: "red" };

  test("names secrets that change, reasons and what the kind describes, once in a run", async () => {
    const replaceBecause = () => [{ property: "size", reason: "cannot be cleared" }];
    const describeChange = async () => ["1 new:\n    + a.py"];
    const provider = providerOf({ replaceBecause, describeChange });
    const news = { ...olds, size: undefined, token: "hush-new" };
    for (let times = 0; times < 2; times++) {
      // The engine finds the rest by itself.
      expect(await provider.diff("id", olds, news)).toEqual({
        changes: undefined,
        replaces: ["size"],
        deleteBeforeReplace: true,
      });
    }
    expect(said).toEqual([
      'thing "a" is replaced: `size` cannot be cleared',
      'thing "a" 1 new:\n    + a.py',
      'thing "a" changes in secret `token`',
    ]);
  });

  test("describes nothing that is not known yet, and nothing where nothing changes", async () => {
    const describeChange = jest.fn(async () => []);
    const provider = providerOf({ describeChange });
    expect(await provider.diff("id", olds, olds)).toMatchObject({ changes: false, replaces: [] });
    await provider.diff("id", olds, { ...olds, size: unknown });
    expect(describeChange).not.toHaveBeenCalled();
    expect(said).toEqual([]);
  });

  test("of the workspace replaces, the new one first, unless it is another name of the same one", async () => {
    const provider = providerOf();
    expect(await provider.diff("id", olds, { ...olds, connection: "prod" })).toEqual({
      changes: true,
      replaces: ["connection"],
      deleteBeforeReplace: false,
    });
    expect(await provider.diff("id", olds, { ...olds, connection: "nowhere" })).toMatchObject({
      replaces: ["connection"],
    });
    const same = { changes: true, replaces: [], deleteBeforeReplace: true };
    expect(await provider.diff("id", olds, { ...olds, connection: unknown })).toEqual(same);
    config["syntask-same:apiUrl"] = config["syntask:apiUrl"]!;
    expect(await provider.diff("id", olds, { ...olds, connection: "same" })).toEqual(same);
  });
});

test("outputs are the inputs of the kind and its state, and nothing else that was handed over", async () => {
  const provider = providerOf();
  const given = { ...inputs, other: 1, __provider: "text" };
  expect(await provider.create(given)).toEqual({ id: "id of a", outs: { ...inputs, made: "by create" } });
  expect((await provider.update("id of a", inputs, { ...given, size: 2 })).outs).toEqual({
    ...inputs,
    size: 2,
    made: "by update",
  });
  expect(await provider.read("id of a", inputs)).toEqual({
    id: "id of a",
    props: { ...inputs, size: 2, made: "by update" },
    inputs: { ...inputs, size: 2 },
  });
  expect(await provider.read("none", inputs)).toEqual({});
});

test("a change of what never reaches the object calls nothing", async () => {
  const update = jest.fn();
  const provider = providerOf({ update });
  const { outs } = await provider.update("id", { ...inputs, made: "before" }, { ...inputs, adopt: true });
  expect(outs).toEqual({ ...inputs, adopt: true, made: "before" });
  expect(update).not.toHaveBeenCalled();
});

test("advice is printed, and what goes wrong with it is not told", async () => {
  await providerOf({ advice: async () => ["start a worker"] }).create(inputs);
  await providerOf({ advice: () => Promise.reject(new Error("hush")) }).create(inputs);
  expect(said).toEqual(["start a worker"]);
});

test("a provider that nobody configured says so", async () => {
  const provider = new DynamicProvider(thingDefinition(things, { connect: async () => undefined } as never), new Run());
  await expect(provider.create(inputs)).rejects.toThrow("the provider was not configured");
});

import { registerGuarded } from "../../sdk/src/cloud/guarded-stores";
import { type GuardedStore, StoreGuard, type StoreKeys } from "../../sdk/src/cloud/store-guard";
import { CheckFailures } from "../../sdk/src/engine/check-failures";
import { declare } from "../support/mocks";

const guarded = (noun: GuardedStore["noun"], contents: string[]): GuardedStore => ({
  address: "registry flows",
  noun,
  async *contents() {
    yield* contents;
  },
});

const { definition } = StoreGuard;
const context = { say() {}, changed: [] };

/** What deleting the guard of a store says; nothing when the store may go. */
const refusal = (store: GuardedStore, olds: object = {}) =>
  definition.delete(store, "id", { store: "acr", location: {}, everOwn: [], ...olds }, context).then(
    () => "",
    (error: Error) => error.message,
  );

test("a store with nothing in it may go", async () => {
  expect(await refusal(guarded("object", []))).toBe("");
});

test("own images go with their registry, those that lost their tag included", async () => {
  const own = ["flows:latest", "flows@sha256:01"];
  expect(await refusal(guarded("image", own), { everOwn: ["flows:latest"] })).toBe("");
});

test("an image of another name or tag is of others", async () => {
  const images = ["flows:latest", "flows:theirs", "models@sha256:02", "models:1", "models:2"];
  expect(await refusal(guarded("image", images), { everOwn: ["flows:latest"] })).toContain(
    "registry flows stays, as it holds 4 images that this stack did not put there: flows:theirs, models@sha256:02, models:1, …; empty it,",
  );
});

test("a tag that this stack had before is still its own", async () => {
  const inputs = { store: "acr" as const, location: {}, own: ["flows:v2"] };
  const { everOwn } = await definition.update(
    guarded("image", []),
    "id",
    inputs,
    { ...inputs, everOwn: ["flows:v1"] },
    context,
  );
  expect(everOwn).toEqual(["flows:v1", "flows:v2"]);
  expect(await refusal(guarded("image", ["flows:v1", "flows:v2"]), { everOwn })).toBe("");
});

test("what cannot be looked into stays, with the reason", async () => {
  const closed: GuardedStore = {
    ...guarded("object", []),
    // biome-ignore lint/correctness/useYield: it fails before it has anything
    async *contents() {
      throw new Error("access denied");
    },
  };
  expect(await refusal(closed)).toContain(
    "registry flows stays, as nobody can tell whether it is empty (access denied); empty it,",
  );
});

describe("a change to the workers' own identities", () => {
  const check = (before: StoreKeys | undefined, keys: StoreKeys) => {
    const failures = new CheckFailures();
    const olds = before && { keys: before };
    definition.check!({ keys }, failures, {
      olds,
      isDeclared: () => false,
      isUnknown: () => true,
      client: undefined,
      say() {},
    });
    return failures.lines;
  };

  test("is refused while it would take the keys that workers use, with the way to do it in two steps", () => {
    expect(check("used", "refused")).toEqual([
      expect.stringMatching(/allowSharedKeyAccess: true.*leave that out in the next/),
    ]);
  });

  test("is done in two steps, and at once where nothing is there yet", () => {
    expect(check("used", "allowed")).toEqual([]);
    expect(check("allowed", "refused")).toEqual([]);
    expect(check(undefined, "refused")).toEqual([]);
  });
});

test("with `forceDestroy` nothing is looked at", async () => {
  expect(await refusal(guarded("object", ["theirs"]), { forceDestroy: true })).toBe("");
});

test("what this stack ever called its own is in the state from the first run on, and a refresh leaves it there", async () => {
  const inputs = { store: "acr" as const, location: { registry: "flows" }, own: ["flows:v1"] };
  const store = guarded("image", []);
  expect(await definition.create(store, inputs, context)).toEqual({ id: "flows", state: { everOwn: ["flows:v1"] } });
  const olds = { ...inputs, everOwn: ["flows:v1", "flows:v2"] };
  expect(await definition.read(store, "flows", olds)).toEqual({
    id: "flows",
    inputs: {},
    state: { everOwn: ["flows:v1", "flows:v2"] },
  });
});

test("of a store that holds very much no more is counted than tells that it is not empty", async () => {
  const many = Array.from({ length: 1_500 }, (_, index) => `f${index}`);
  expect(await refusal(guarded("object", many))).toContain(
    "it holds 1000 objects or more that this stack did not put there: f0, f1, f2, …",
  );
});

test.each([
  [["a"], "an object that this stack did not put there: a;"],
  [["a", "b", "c"], "3 objects that this stack did not put there: a, b, c;"],
  [["a", "b", "c", "d"], "4 objects that this stack did not put there: a, b, c, …;"],
])("of %j it is told what is there, and how to go on", async (contents, told) => {
  expect(await refusal(guarded("object", contents))).toBe(
    `registry flows stays, as it holds ${told} empty it, or write \`forceDestroy: true\` and run \`pulumi up\` before it is deleted, or let go of it: run this again with \`--continue-on-error\`, so that all the rest goes, and then \`pulumi state delete --target-dependents\` with its URN, which \`pulumi stack --show-urns\` prints`,
  );
});

test("a guard of a stack that never called anything its own knows that nothing is", async () => {
  const inputs = { store: "acr" as const, location: { account: "flows", container: "code" } };
  const store = guarded("image", ["Stryker was here:1"]);
  expect(await definition.create(store, inputs, context)).toEqual({ id: "flows/code", state: { everOwn: [] } });
  const olds = { ...inputs, everOwn: undefined } as never;
  expect(await definition.update(store, "id", inputs, olds, context)).toEqual({ everOwn: [] });
  const told = await definition
    .delete(guarded("image", ["flows:1"]), "id", olds, context)
    .catch(({ message }) => message);
  expect(told).toContain("it holds an image that this stack did not put there: flows:1;");
  expect(await definition.find(store, inputs)).toBeUndefined();
});

test.each([
  [{ account: "flows", container: "code" }, "flows/code"],
  [{ bucket: "flows", region: "eu-west-1" }, "flows"],
  [{ registry: "team.azurecr.io", repository: "flows" }, "team.azurecr.io/flows"],
  [undefined, ""],
])("the guard of %j is called %j", (location, label) => {
  expect(definition.label({ location } as never)).toBe(label);
});

test("what cannot be looked into keeps its cause", async () => {
  const cause = new Error("access denied");
  const closed = {
    ...guarded("object", []),
    contents: () => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(cause) }),
    }),
  };
  const failure = definition.delete(closed, "id", { store: "acr", location: {}, everOwn: [] }, context);
  await expect(failure).rejects.toMatchObject({ cause });
});

test("a guard opens its store with the stack's config and its own credentials", async () => {
  const opened: unknown[] = [];
  registerGuarded("ecr", () => async (...args) => {
    opened.push(args);
    return guarded("image", []);
  });
  const get = () => undefined;
  const inputs = { store: "ecr" as const, location: { repository: "flows" }, credentials: { accessKeyId: "a" } };
  const store = await definition.connect!({ get } as never, inputs, { say() {} });
  expect(store.address).toBe("registry flows");
  expect(opened).toEqual([[{ repository: "flows" }, { get }, { accessKeyId: "a" }]]);
});

test("the credentials of a store are secret", async () => {
  const [declared] = await declare(
    () =>
      new StoreGuard("guard", { store: "acr", location: { registry: "flows" }, credentials: { accountKey: "hush" } }),
  );
  expect(declared!.text).not.toContain("hush");
});

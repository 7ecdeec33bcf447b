import { type GuardedStore, StoreGuard, type StoreKeys } from "../../sdk/src/cloud/store-guard";
import { CheckFailures } from "../../sdk/src/provider/check-failures";

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
    definition.check!({ keys }, failures, { olds, isUnknown: () => false, client: undefined, say() {} });
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

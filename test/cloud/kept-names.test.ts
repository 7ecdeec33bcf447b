import { rotatedName } from "../../sdk/src/cloud/child-name";
import { UniqueName } from "../../sdk/src/cloud/unique-name";
import { plan } from "../../sdk/src/engine/plan";

const { definition } = UniqueName;
const context = { say() {}, changed: [] };

test("a unique name is its prefix and what nothing had before", async () => {
  const made = async () => (await definition.create(undefined, { prefix: "flows" }, context)).state.value;
  const [first, second] = [await made(), await made()];
  expect(first).toMatch(/^flows_[0-9a-f]{8}$/);
  expect(second).not.toBe(first);
});

test("a unique name stays, whatever becomes of its prefix, in a refresh and in an update", async () => {
  const state = { value: "flows_01234567" };
  const olds = { prefix: "flows", ...state };
  expect(plan(definition, olds, { prefix: "other" })).toMatchObject({ changed: [], replaces: [] });
  expect(await definition.read(undefined, "id", olds)).toEqual({ id: "id", inputs: {}, state });
  expect(await definition.update(undefined, "id", { prefix: "other" }, olds, context)).toEqual(state);
});

test("a key has another name for each rotation, and none without one", () => {
  expect(rotatedName("flows-key", undefined)).toEqual({ name: "flows-key", aliases: [] });
  const first = rotatedName("flows-key", "2026 Q1");
  expect(first.name).toMatch(/^flows-key-[0-9a-f]{8}$/);
  expect(first.aliases).toEqual([{ name: "flows-key-2026-q1" }]);
  expect(rotatedName("flows-key", "2026 Q1")).toEqual(first);
  expect(rotatedName("flows-key", "2026-Q1").name).not.toBe(first.name);
});

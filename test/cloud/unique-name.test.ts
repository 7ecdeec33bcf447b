import { UniqueName } from "../../sdk/src/cloud/unique-name";

const { definition } = UniqueName;
const context = { say() {}, changed: [] };

test("a name is made once, of its prefix and of what nobody else has", async () => {
  const make = async () => (await definition.create(undefined, { prefix: "syntask_flows" }, context)) as any;
  const [one, two] = [await make(), await make()];
  expect(one.id).toMatch(/^syntask_flows_[0-9a-f]{8}$/);
  expect(one).toEqual({ id: one.id, state: { value: one.id } });
  expect(two.id).not.toBe(one.id);
});

test("it stays what it is, whatever becomes of its prefix", async () => {
  const olds = { prefix: "flows", value: "flows_0123abcd" };
  expect(await definition.read(undefined, "flows_0123abcd", olds)).toEqual({
    id: "flows_0123abcd",
    inputs: {},
    state: { value: "flows_0123abcd" },
  });
  expect(await definition.update(undefined, "flows_0123abcd", { prefix: "other" }, olds, context)).toEqual({
    value: "flows_0123abcd",
  });
  expect(await definition.find(undefined, { prefix: "flows" })).toBeUndefined();
  expect(definition.canonical!.prefix!("flows" as never)).toBe(definition.canonical!.prefix!("other" as never));
  expect(definition.replaceOnChanges).toEqual([]);
});

test("it is called by its prefix, as far as that is known", () => {
  expect(definition.label({ prefix: "flows" })).toBe("flows");
  expect(definition.label({})).toBe("");
});

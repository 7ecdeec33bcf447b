import { CheckFailures } from "../../sdk/src/engine/check-failures";
import { Block } from "../../sdk/src/resources/block";

/** What is wrong with the data of a block that has these inputs in the state. */
async function faultsOf(olds: object | undefined, data: object): Promise<readonly string[]> {
  const failures = new CheckFailures();
  const context = { olds, client: undefined, isUnknown: () => false, isDeclared: () => false, say: () => {} };
  await Block.definition.check!(
    { name: "alerts", typeSlug: "slack-webhook", data } as never,
    failures,
    context as never,
  );
  return failures.lines;
}

test("the code that Pulumi prints for an imported block does not empty it: its fields have to be written first", async () => {
  const imported = { name: "alerts", typeSlug: "slack-webhook" };
  expect(await faultsOf(imported, {})).toEqual([
    expect.stringContaining("`data` is empty, and the block has been imported"),
  ]);
  expect(await faultsOf(imported, { url: "https://hooks" })).toEqual([]);
});

test("a block that was made without fields stays one", async () => {
  expect(await faultsOf(undefined, {})).toEqual([]);
  expect(await faultsOf({ data: {} }, {})).toEqual([]);
});

import { checkLimit } from "../../sdk/src/checks/bounds";
import { CheckFailures } from "../../sdk/src/provider/check-failures";

function failuresOf(limit: number | undefined, most?: number): readonly string[] {
  const failures = new CheckFailures();
  checkLimit("limit", limit, failures, most);
  return failures.lines;
}

test.each([
  [undefined, undefined],
  [1, undefined],
  [1000, undefined],
  [50, 50],
])("a limit of %s is right, where the most is %s", (limit, most) => {
  expect(failuresOf(limit, most)).toEqual([]);
});

test.each([0, -1, 1.5, Number.NaN])("a limit of %s is refused", (limit) => {
  expect(failuresOf(limit, 50)).toEqual([
    `\`limit\` is ${limit}; write a whole number from 1, or leave it out for no limit`,
  ]);
});

test("a limit over the most is refused", () => {
  expect(failuresOf(51, 50)).toEqual(["`limit` is 51; write at most 50"]);
});

import { nearest } from "../../sdk/src/checks/nearest";

test.each([
  ["mian", ["main", "other"], "main"],
  ["retires", ["retries"], "retries"],
  ["Branch", ["branch"], "branch"],
  ["branch", ["BRANCH"], "BRANCH"],
  ["abcxyz", ["abc"], "abc"],
  ["abc", ["abcxyz"], "abcxyz"],
  ["xyz", ["abc"], "abc"],
  ["", ["abc"], "abc"],
  ["limits", ["limit", "limited"], "limit"],
  ["limits", ["limited", "limit"], "limit"],
  ["maxRun", ["maxRuns", "minRun"], "maxRuns"],
  ["flaw", ["lawn", "flow"], "flow"],
  ["mode", ["more", "made"], "more"],
])("of %j and %j it is %j", (name, known, expected) => {
  expect(nearest(name, known)).toBe(`; did you mean "${expected}"?`);
});

test.each([
  ["abcdwxyz", ["abcd"]],
  ["wxyz", ["abcd"]],
  ["abcd", [""]],
  ["main", []],
])("none is near %j in %j", (name, known) => {
  expect(nearest(name, known)).toBe("");
});

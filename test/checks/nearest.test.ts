import { nearest } from "../../sdk/src/checks/nearest";

test.each([
  ["mian", ["main", "other"], "main"],
  ["retires", ["retries"], "retries"],
  ["Branch", ["branch"], "branch"],
  ["branch", ["BRANCH"], "BRANCH"],
  ["abcxyz", ["abc"], "abc"],
  ["abcd", ["abcdxy"], "abcdxy"],
  ["xbc", ["abc"], "abc"],
  ["a", ["b"], "b"],
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
  ["image", ["name", "env"]],
  ["cpu", ["env"]],
  ["abcd", ["abcdxyz"]],
  ["abcd", [""]],
  ["main", []],
])("none is near %j in %j", (name, known) => {
  expect(nearest(name, known)).toBe("");
});

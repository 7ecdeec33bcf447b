import { fullName, isMeant } from "../../sdk/src/project/deployment-names";

const nightly = { flow: "my-flow", name: "nightly" };

test.each([
  ["nightly", true],
  ["night", false],
  ["ightly", false],
  ["night*", true],
  ["*", true],
  ["*ly", true],
  ["n*t*y", true],
  ["my-flow/nightly", true],
  ["my_flow/nightly", true],
  ["my-*/nightly", true],
  ["*/*", true],
  ["other/nightly", false],
  ["my-flow/weekly", false],
  ["my-flow", false],
  ["n.ghtly", false],
  ["", false],
])("whether `%s` means my-flow/nightly: %s", (pattern, expected) => {
  expect(isMeant(pattern, nightly)).toBe(expected);
});

test("a name with a slash is one", () => {
  expect(isMeant("flow/a/b", { flow: "flow", name: "a/b" })).toBe(true);
});

test("the full name is the flow's and the deployment's", () => {
  expect(fullName(nightly)).toBe("my-flow/nightly");
});

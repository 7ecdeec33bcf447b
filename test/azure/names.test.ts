import { containerNameOf, faultOfAccountName, faultOfContainerName } from "../../sdk/src/azure/names";

test.each(["abc", "flows1", "a".repeat(24)])("%s may be the name of a storage account", (name) => {
  expect(faultOfAccountName(name)).toBeUndefined();
});

test.each(["ab", "a".repeat(25), "Flows", "my-flows", "flows.", ".flows", "", "my https://flows.blob"])(
  "%p is no name of a storage account",
  (name) => {
    expect(faultOfAccountName(name)).toBe(
      `"${name}" is no name of a storage account: Azure takes 3 to 24 lowercase letters and digits`,
    );
  },
);

test.each(["https://flows.blob.core.windows.net/", "http://flows/"])("of %s the account's name is told", (url) => {
  expect(faultOfAccountName(url)).toBe(`"${url}" is a URL; write the account's name alone, "flows"`);
});

test.each(["abc", "a-b", "a-1-b", "a".repeat(63)])("%s may be the name of a container", (name) => {
  expect(faultOfContainerName(name)).toBeUndefined();
});

test.each(["ab", "a".repeat(64), "Flows", "a--b", "-ab", "ab-", "my_flows", ""])(
  "%p is no name of a container",
  (name) => {
    expect(faultOfContainerName(name)).toBe(
      `"${name}" is no name of a container: Azure takes 3 to 63 lowercase letters, digits and single dashes between them`,
    );
  },
);

test("of a path or URL the container's name is told", () => {
  const url = "https://flows.blob.core.windows.net/code/etl/nightly";
  expect(faultOfContainerName(url)).toBe(`"${url}" is a URL; write the container's name alone, "code"`);
  const path = 'has a folder in it; write "code" and give the folder as `folder`';
  expect(faultOfContainerName("code/etl/nightly")).toBe(`"code/etl/nightly" ${path}`);
  expect(faultOfContainerName("https://flows/")).toContain("has a folder in it");
});

test("a component's name becomes that of a container, as far as Azure takes it", () => {
  expect(containerNameOf("My Flows")).toBe("my-flows");
  expect(containerNameOf(`${"a".repeat(62)}-b`)).toBe("a".repeat(62));
  expect(containerNameOf("a".repeat(70))).toBe("a".repeat(63));
});

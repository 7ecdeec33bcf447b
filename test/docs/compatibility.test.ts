import { textOf } from "../support/documents";

const page = textOf("docs/compatibility.md");
const { engines, peerDependencies } = JSON.parse(textOf("sdk/package.json")) as Record<string, Record<string, string>>;

test.each(Object.entries(peerDependencies!))("the page of what is compatible has the range of %s", (name, range) => {
  const [scope, rest] = name.split("/");
  const row = page
    .split("\n")
    .find((line) => line.includes(`\`${name}\``) || (line.includes(`\`${scope}/`) && line.includes(`\`${rest}\``)));
  expect(row).toContain(`\`${range}\``);
});

test("the page of what is compatible has the range of Node.js", () => {
  expect(page).toContain(`| ${engines!.node!.replace(">=", "")} or later `);
});

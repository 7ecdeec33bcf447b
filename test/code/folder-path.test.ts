import { checkFolder } from "../../sdk/src/code/folder-path";
import { CheckFailures } from "../../sdk/src/engine/check-failures";

function failuresOf(folder: string | undefined): readonly string[] {
  const failures = new CheckFailures();
  checkFolder("folder", folder, failures);
  return failures.lines;
}

test.each([undefined, "", "/", "a/b", "./a..b/...", "..a/b.."])("the folder %j is right", (folder) => {
  expect(failuresOf(folder)).toEqual([]);
});

test.each(["..", "../a", "a/../b", "a/.."])("the folder %s leads upwards, and is refused", (folder) => {
  expect(failuresOf(folder)).toEqual([`\`folder\` "${folder}" leads upwards; write a folder without ".."`]);
});

test.each(["a\\b", "a\nb"])("the folder %j is no folder of a store, and is refused", (folder) => {
  expect(failuresOf(folder)).toEqual(["`folder` holds a backslash or a line break; write folders with `/`"]);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadOptional } from "../../sdk/src/checks/optional-package";

let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "pulumi-syntask-packages-"));
});
afterAll(() => rmSync(project, { recursive: true }));

/** Installs a package whose main file has a content. */
function install(name: string, content: string): void {
  const folder = join(project, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.js"), content);
}

/** What is told of a package in the project that cannot be loaded. */
function refusalOf(name: string, instead?: string): string {
  try {
    loadOptional({ name, user: "The store", instead }, () => createRequire(join(project, "index.js"))(name));
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

test("a package that is installed is loaded", () => {
  install("@cloud/whole", "module.exports = { answer: 42 };");
  const load = () => createRequire(join(project, "index.js"))("@cloud/whole");
  expect(loadOptional({ name: "@cloud/whole", user: "The store" }, load)).toEqual({ answer: 42 });
});

test("of one that is not installed the line that installs it is told", () => {
  const line = "The store needs a package that is not installed; run `npm install @cloud/none`";
  expect(refusalOf("@cloud/none")).toBe(line);
  expect(refusalOf("@cloud/none", "give a key")).toBe(`${line}, or give a key`);
});

test("what a missing package has in a folder is missing as it is, and any other failure keeps its cause", () => {
  const cause = new Error("Cannot find module '@cloud/none/deep'\nRequire stack:");
  const load = () => {
    throw cause;
  };
  const failureOf = (name: string) => {
    try {
      loadOptional({ name, user: "The store" }, load);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  };
  expect(failureOf("@cloud/none")).toMatchObject({
    message: expect.stringContaining("npm install @cloud/none`"),
    cause,
  });
  for (const name of ["@cloud/no", "deep", "@cloud/none/deep/er"]) {
    expect(failureOf(name)).toMatchObject({ message: expect.stringContaining("which is installed"), cause });
  }
});

test.each([
  [undefined, "undefined"],
  [new Error(" indented "), "indented"],
  [new Error("not: Cannot find module '@cloud/whole'"), "not: Cannot find module '@cloud/whole'"],
])("a package that throws %p when it is loaded is installed", (thrown, reason) => {
  const load = () => {
    throw thrown;
  };
  expect(() => loadOptional({ name: "@cloud/whole", user: "The store" }, load)).toThrow(
    expect.objectContaining({
      message: `The store needs @cloud/whole, which is installed and cannot be loaded: ${reason}`,
    }),
  );
});

test.each([
  ["lacks-another", "require('@cloud/none');", "Cannot find module '@cloud/none'"],
  ["lacks", "require('@cloud/lacks-its-like');", "Cannot find module '@cloud/lacks-its-like'"],
  ["fails", "throw new Error('wants another\\nNode.js');", "wants another"],
  ["throws", "throw 'nothing';", "nothing"],
])("of @cloud/%s, which is installed and cannot be loaded, the reason is told", (name, content, reason) => {
  install(`@cloud/${name}`, content);
  const line = `The store needs @cloud/${name}, which is installed and cannot be loaded: ${reason}`;
  expect(refusalOf(`@cloud/${name}`).slice(0, line.length)).toBe(line);
});

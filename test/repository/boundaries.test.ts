import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(__dirname, "../..");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-boundaries-"));
  const settings = JSON.parse(readFileSync(join(repository, "biome.json"), "utf8"));
  writeFileSync(join(folder, "biome.json"), JSON.stringify({ ...settings, $schema: undefined, vcs: undefined }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Lints one line in a file of a folder below `sdk/src`, under the rules of the repository. */
function lint(place: string, line: string): { status: number | null; output: string } {
  const file = join(folder, "sdk/src", place, "example.ts");
  mkdirSync(join(folder, "sdk/src", place), { recursive: true });
  writeFileSync(file, `${line}\n`);
  const { status, stdout, stderr } = spawnSync(
    join(repository, "node_modules/.bin/biome"),
    ["lint", "--only=style/noRestrictedImports", file],
    { cwd: folder, encoding: "utf8" },
  );
  return { status, output: stdout + stderr };
}

test.each([
  ["api", "@pulumi/pulumi"],
  ["api", "../provider/definition.js"],
  ["provider", "../resources/variable.js"],
  ["provider", "../blocks/secret.js"],
  ["resources", "@pulumi/aws"],
  ["blocks", "@pulumi/gcp/storage"],
  ["storage", "@aws-sdk/client-s3"],
  ["code", "@azure/storage-blob"],
  ["cloud", "@pulumi/gcp/storage"],
  ["aws", "../gcp/gcs-flow-storage.js"],
  ["docker", "../aws/s3-flow-storage.js"],
])("the linter refuses that %s imports %s", (place, module) => {
  const { status, output } = lint(place, `export * from "${module}";`);
  expect(output).toContain("noRestrictedImports");
  expect(status).toBe(1);
});

test.each([
  ["api", "axios"],
  ["provider", "@pulumi/pulumi"],
  ["resources", "../provider/definition.js"],
  ["aws", "@pulumi/aws/s3"],
])("the linter lets %s import %s", (place, module) => {
  expect(lint(place, `export * from "${module}";`).status).toBe(0);
});

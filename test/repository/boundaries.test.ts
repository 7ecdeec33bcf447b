import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** Lints lines in a file of a folder below `sdk/src`, under the rules of the repository. */
function lint(place: string, ...lines: string[]): { status: number | null; output: string } {
  const file = join(folder, "sdk/src", place, "example.ts");
  mkdirSync(join(folder, "sdk/src", place), { recursive: true });
  writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
  const { status, stdout, stderr } = spawnSync(
    join(repository, "node_modules/.bin/biome"),
    ["lint", "--only=style/noRestrictedImports", "--max-diagnostics=none", file],
    { cwd: folder, encoding: "utf8" },
  );
  return { status, output: stdout + stderr };
}

/** The folders of the sources, each of which may import those before it. */
const rooms = [
  "api",
  "engine",
  "provider",
  "checks",
  "python",
  "blocks",
  "storage",
  "resources",
  "code",
  "cloud",
  "image",
  "worker",
  "aws",
  "azure",
  "gcp",
  "docker",
  "kubernetes",
  "project",
  "export",
  "plugin",
];
const clouds = ["aws", "azure", "gcp", "docker", "kubernetes"];

test("every folder of the sources is a room", () => {
  const folders = readdirSync(join(repository, "sdk/src"), { withFileTypes: true }).filter((one) => one.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual([...rooms].sort());
});

test.each(rooms)("%s imports what is below it alone", (room) => {
  const isAbove = (other: string) =>
    rooms.indexOf(other) > rooms.indexOf(room) || (clouds.includes(room) && clouds.includes(other));
  const others = rooms.filter((other) => other !== room);
  const { output } = lint(room, ...others.map((other) => `export * from "../${other}/x.js";`));
  const refused = others.filter((other) => output.includes(`"../${other}/x.js"`));
  expect(output.match(/lint\/style\/noRestrictedImports/g) ?? []).toHaveLength(others.filter(isAbove).length);
  expect(refused).toEqual(expect.arrayContaining(others.filter(isAbove)));
});

test("the linter refuses files that import each other", () => {
  mkdirSync(join(folder, "sdk/src/circle"), { recursive: true });
  writeFileSync(join(folder, "sdk/src/circle/a.ts"), 'import { b } from "./b.js";\nexport const a = b;\n');
  writeFileSync(join(folder, "sdk/src/circle/b.ts"), 'import { a } from "./a.js";\nexport const b = () => a;\n');
  const args = ["lint", "--only=suspicious/noImportCycles", "sdk/src/circle"];
  const { status, stdout, stderr } = spawnSync(join(repository, "node_modules/.bin/biome"), args, {
    cwd: folder,
    encoding: "utf8",
  });
  expect(stdout + stderr).toContain("This import is part of a cycle");
  expect(status).toBe(1);
});

test.each([
  ["api", "@pulumi/pulumi"],
  ["engine", "@pulumi/pulumi"],
  ["resources", "@pulumi/aws"],
  ["blocks", "@pulumi/gcp/storage"],
  ["storage", "@aws-sdk/client-s3"],
  ["code", "@azure/storage-blob"],
  ["cloud", "@pulumi/gcp/storage"],
])("the linter refuses that %s imports %s", (place, module) => {
  const { status, output } = lint(place, `export * from "${module}";`);
  expect(output).toContain("noRestrictedImports");
  expect(status).toBe(1);
});

test.each([
  ["api", "axios"],
  ["provider", "@pulumi/pulumi"],
  ["resources", "../engine/definition.js"],
  ["aws", "@pulumi/aws/s3"],
])("the linter lets %s import %s", (place, module) => {
  expect(lint(place, `export * from "${module}";`).status).toBe(0);
});

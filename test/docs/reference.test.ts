import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository, textOf } from "../support/documents";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-reference-"));
  execFileSync(process.execPath, [join(repository, "scripts/reference.mjs"), folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the reference pages are those that the schema gives: else run `npm run schema`", () => {
  const written = readdirSync(folder).sort();
  expect(written.filter((file) => readFileSync(join(folder, file), "utf8") !== textOf(`docs/api/${file}`))).toEqual([]);
});

test("every resource, function and type of the schema has its heading there", () => {
  const { resources, functions, types } = JSON.parse(textOf("sdk/schema.json"));
  const headings = readdirSync(folder)
    .flatMap((file) => [...readFileSync(join(folder, file), "utf8").matchAll(/^(?:## |- `)([\w.]+)/gm)])
    .map(([, heading]) => heading!.split(".").at(-1));
  const named = [...Object.keys(resources), ...Object.keys(functions), ...Object.keys(types)].map((token) =>
    token.split(":").at(-1),
  );
  expect(named.filter((name) => !headings.includes(name))).toEqual([]);
});

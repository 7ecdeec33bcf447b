import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository, textOf } from "../support/documents";

const sources = join(repository, "sdk/src");
const code = readdirSync(sources, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(sources, file), "utf8"))
  .join("\n");

/** What the sources write where a path stands, with `{}` for each value. */
const written = new Set(
  [...code.matchAll(/["`](\/[a-z][\w\-/?=]*(?:\$\{\w[^}]*\}[\w\-/?=]*)*)["`}]/g)].map(([, text]) =>
    text!.replaceAll(/\$\{[^}]*\}/g, "{}").replace(/\?.*$/, ""),
  ),
);

/** Paths that the sources make of the address of a collection, or of its name. */
const collections = [...written].filter((path) => /^\/(v2\/)?[a-z_]+\/$/.test(path));
const named = [...code.matchAll(/\b(?:rows: |client\.(?:filter|byId)(?:<[^(]*>)?\()"(\w+)"/g)].map(([, name]) => name);
const made = [
  ...collections.flatMap((address) => [`${address}{}`, `${address}filter`]),
  ...named.map((name) => `/${name}/filter`),
  "/deployments/count",
  "/flow_runs/count",
  "/collections/views/{}",
];

test("what is said to be managed or read is a path that the sources write", () => {
  const rows = [...textOf("docs/api/coverage.md").matchAll(/^\| `\w+ (\S+)` \| (managed|read) \|/gm)];
  expect(rows.length).toBeGreaterThan(70);
  const paths = new Set(rows.map(([, path]) => path!.replaceAll(/\{[^}]*\}/g, "{}")));
  expect([...paths].filter((path) => !written.has(path) && !made.includes(path))).toEqual([]);
});

test("what is said to be left out is a path that the sources do not write", () => {
  const rows = [...textOf("docs/api/coverage.md").matchAll(/^\| `(\w+) (\S+)` \| left out \|/gm)];
  const lists = rows.filter(([, method, path]) => method === "POST" && path!.endsWith("/filter"));
  expect(lists.map(([, , path]) => path).filter((path) => written.has(path!))).toEqual([]);
});

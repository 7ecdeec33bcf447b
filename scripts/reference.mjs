import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { referencePages } from "./lib/reference-pages.mjs";
import { repository } from "./lib/repository.mjs";

/** Writes the reference pages of the documentation, or of another folder, from `sdk/schema.json`. */
const target = resolve(process.argv[2] ?? join(repository, "docs/api"));

const schema = JSON.parse(await readFile(join(repository, "sdk/schema.json"), "utf8"));
await mkdir(target, { recursive: true });
for (const [name, text] of referencePages(schema)) await writeFile(join(target, name), text);

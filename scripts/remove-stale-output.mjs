import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { repository } from "./lib/repository.mjs";

/** Takes out of the built package what was made of sources that are there no more, before it is packed. */
const built = join(repository, "sdk/dist");
for (const entry of await readdir(built, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  const source = join(repository, "sdk/src", relative(built, file).replace(/(\.d\.ts|\.js)$/, ".ts"));
  if (entry.isFile() && entry.name !== ".tsbuildinfo" && !existsSync(source)) await rm(file);
}

import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "./lib/repository.mjs";

/** Puts the documents of the repository into the package, before it is packed. */
await Promise.all(
  ["README.md", "LICENSE", "CHANGELOG.md"].map((name) =>
    copyFile(join(repository, name), join(repository, "sdk", name)),
  ),
);

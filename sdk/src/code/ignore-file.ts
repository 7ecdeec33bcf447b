import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Dialect, otherDialect } from "../api/dialect.js";

/** The ignore file of a folder: that of the dialect; where the folder has the other dialect's alone, that one. */
export function ignoreFileOf(folder: string, dialect: Dialect): string {
  const { ignoreFile } = dialect;
  const other = otherDialect(dialect).ignoreFile;
  return !existsSync(join(folder, ignoreFile)) && existsSync(join(folder, other)) ? other : ignoreFile;
}

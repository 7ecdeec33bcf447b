import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type PythonFlow, readFlow } from "./python/flow.js";

/**
 * Reads the flow that an entrypoint names from the code in a folder, without running Python.
 *
 * @param folder of the code on this machine; nothing is read when it is missing or not there
 * @param entrypoint `path/to/file.py:function`; nothing is read of another form
 * @returns `undefined` when the source alone does not tell
 * @throws when the folder has no such file or the file no such flow
 */
export function readEntrypoint(folder: string | undefined, entrypoint: string): PythonFlow | undefined {
  const [, file, functionName] = /^(.+\.py):([A-Za-z_]\w*)$/.exec(entrypoint) ?? [];
  if (folder === undefined || file === undefined || !existsSync(folder)) return undefined;
  const path = join(folder, file);
  if (!existsSync(path)) throw new Error(`there is no ${file} in ${folder}`);
  return readFlow(readFileSync(path, "utf8"), functionName!, file);
}

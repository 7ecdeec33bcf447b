import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { nearest } from "../checks/nearest.js";
import { type PythonFlow, readFlow } from "./flow.js";

const mostFiles = 10_000;

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
  if (!existsSync(path)) throw new Error(`there is no ${file} in ${folder}${nearestFile(folder, file)}`);
  return readFlow(readFileSync(path, "utf8"), functionName!, file);
}

/** A file of the folder whose name is near. */
function nearestFile(folder: string, file: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .slice(0, mostFiles)
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".py"));
  const near = /"(.*)"/.exec(nearest(basename(file), files.map(basename)))?.[1];
  const found = files.find((path) => path === near || basename(path) === near);
  return found ? `; did you mean ${found}?` : "";
}

const basename = (path: string): string => posix.basename(path);

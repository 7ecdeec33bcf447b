import { stat } from "node:fs/promises";
import { delimiter, join } from "node:path";

/**
 * The path of a command on the PATH.
 *
 * @param {string} command
 * @returns {Promise<string | undefined>}
 */
export async function findCommand(command) {
  for (const folder of (process.env.PATH ?? "").split(delimiter).filter(Boolean)) {
    const path = join(folder, command);
    const file = await stat(path).catch(() => undefined);
    if (file?.isFile() && file.mode & 0o111) return path;
  }
}

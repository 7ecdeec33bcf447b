import { stat } from "node:fs/promises";
import { delimiter, join } from "node:path";

/**
 * The path of a command on the PATH.
 *
 * @param {string} command
 * @param {string} [path] Folders, in the form of the PATH, to look into in its place.
 * @returns {Promise<string | undefined>}
 */
export async function findCommand(command, path = process.env.PATH ?? "") {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const found = join(folder, command);
    const file = await stat(found).catch(() => undefined);
    if (file?.isFile() && file.mode & 0o111) return found;
  }
}

import { constants } from "node:fs";
import { chmod, mkdtemp, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { digestOf, hashFiles } from "../code/manifest.js";

/** Beginning of the names of folders that are still being put together, or that go away. */
const asideName = ".aside-";

const placeForm = /^[a-z0-9-]+-[0-9a-f]{16}$/;

/** How long a folder stays that nothing has asked for: no build takes that long. */
const unusedSeconds = 24 * 3_600;

/** A new folder, beside those that builds read. */
export async function makeAside(workFolder: string): Promise<string> {
  const folder = await mkdtemp(join(workFolder, asideName));
  // An image takes the rights of folders over.
  await chmod(folder, 0o755);
  return folder;
}

/**
 * Gives a folder a name that ends in the digest of its content. One that has the name already stays where it is, as a
 * build may read it.
 *
 * @param aside beside the place
 * @param place path without the digest
 * @returns the path with the digest
 */
export async function moveIntoPlace(aside: string, place: string): Promise<string> {
  const digest = await digestOfFolder(aside);
  const target = `${place}-${digest}`;
  const now = new Date();
  const isThere = await utimes(target, now, now).then(
    () => true,
    () => false,
  );
  if (isThere && (await digestOfFolder(target)) === digest) {
    await rm(aside, { recursive: true });
    return target;
  }
  if (isThere) await removeAside(target);
  await rename(aside, target).catch(async (error) => {
    // Another program was faster.
    if ((await digestOfFolder(target).catch(() => undefined)) !== digest) throw error;
    await rm(aside, { recursive: true });
  });
  return target;
}

/** Removes what was put together and has not been asked for since long. */
export async function removeUnused(workFolder: string): Promise<void> {
  // Another program may have removed all of it.
  for (const name of await readdir(workFolder).catch(() => [])) {
    if (!placeForm.test(name) && !name.startsWith(asideName)) continue;
    const folder = join(workFolder, name);
    const used = await stat(folder).catch(() => undefined);
    if (used && Date.now() - used.mtimeMs > unusedSeconds * 1_000) await removeAside(folder);
  }
}

/** A folder is gone at once, and not file by file. */
async function removeAside(folder: string): Promise<void> {
  const aside = await mkdtemp(join(dirname(folder), asideName));
  // Another program may have removed it already.
  await rename(folder, join(aside, "removed")).catch(() => {});
  await rm(aside, { recursive: true });
}

/** Stands for paths, bytes and the right to execute. */
async function digestOfFolder(folder: string): Promise<string> {
  const paths = await readdir(folder, { recursive: true });
  const entries = await Promise.all(
    paths.map(async (path) => {
      const file = join(folder, path);
      return { path: path.replaceAll("\\", "/"), file, status: await stat(file) };
    }),
  );
  const files = entries.filter(({ status }) => status.isFile());
  const executable = new Set(files.filter(({ status }) => status.mode & constants.S_IXUSR).map(({ path }) => path));
  const hashed = await hashFiles(files.map(({ path, file, status }) => ({ path, file, size: status.size })));
  return digestOf(
    Object.fromEntries(
      hashed.map(({ path, sha256 }) => [path, executable.has(path) ? `${sha256} executable` : sha256]),
    ),
  );
}

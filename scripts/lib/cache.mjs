import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const complete = ".complete";

/** The folder that holds everything the scripts build or keep, outside the work tree. */
export const cacheFolder =
  process.env.PULUMI_SYNTASK_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-syntask");

/** Eight characters that stand for some texts. */
export function digest(...texts) {
  return createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 8);
}

/** Eight characters that stand for the files of some folders, without those of their sub folders. */
export async function digestOfFolders(...folders) {
  const texts = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(folder, { withFileTypes: true });
      const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
      names.sort();
      return Promise.all(names.map(async (name) => `${name}\0${await readFile(join(folder, name), "utf8")}`));
    }),
  );
  return digest(...texts.flat());
}

/**
 * A folder in the cache, if it has been built to the end.
 *
 * @param {string} name
 * @returns {string | undefined}
 */
export function findCachedFolder(name) {
  const folder = join(cacheFolder, name);
  return existsSync(join(folder, complete)) ? folder : undefined;
}

/**
 * A folder in the cache that is built once: an interrupted build starts anew, and of two processes that need it one
 * builds and the other one waits.
 *
 * @param {string} name Holds the version of what is built, so that a new version is a new folder.
 * @param {(folder: string) => Promise<void>} build Fills the empty folder. It stays where it is built.
 * @returns {Promise<string>} The folder.
 */
export async function cachedFolder(name, build) {
  const found = findCachedFolder(name);
  if (found) return found;
  const folder = join(cacheFolder, name);
  await mkdir(cacheFolder, { recursive: true });
  await withLock(`${folder}.lock`, async () => {
    if (findCachedFolder(name)) return;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    await build(folder);
    await writeFile(join(folder, complete), "");
  });
  return folder;
}

/**
 * Does something while no other process that asks for the same lock does it. The lock of a dead process does not count.
 *
 * @template T
 * @param {string} path The lock file.
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, work) {
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    while (!(await take(own, path))) {
      await removeIfDead(path);
      await sleep(200);
    }
    try {
      return await work();
    } finally {
      await rm(path, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

async function take(own, path) {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

async function removeIfDead(path) {
  const holder = await readFile(path, "utf8").catch(() => undefined);
  if (holder === undefined || isAlive(Number(holder))) return;
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => {});
  const moved = await readFile(aside, "utf8").catch(() => holder);
  if (moved !== holder) await take(aside, path);
  await rm(aside, { force: true });
}

function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

import { forEach } from "./for-each.js";
import { type HashedFile, type Manifest, manifestOf } from "./manifest.js";
import type { ObjectStore } from "./object-store.js";
import { verifiedContent } from "./verified-content.js";

/** What is known to be in a store: contents by path, and the tags by which listings show that they are still there. */
export interface Uploaded {
  manifest: Manifest;
  tags: Record<string, string>;
}

export const nothingUploaded: Uploaded = { manifest: {}, tags: {} };

/** Some, but not all, of what should be in the store is there. */
export class PartlyUploadedError extends Error {
  constructor(
    readonly uploaded: Uploaded,
    cause: unknown,
  ) {
    super((cause as Error).message, { cause });
  }
}

const uploadsAtOnce = 16;

/**
 * Makes a folder of the store what the files are: sends what is not there yet and then deletes what was uploaded before
 * and is gone. Touches no object that it was not told of.
 *
 * @param prefix the folder, with a slash at its end
 * @throws PartlyUploadedError
 */
export async function sync(
  store: ObjectStore,
  prefix: string,
  files: readonly HashedFile[],
  before: Uploaded,
): Promise<Uploaded> {
  const uploaded: Uploaded = { manifest: { ...before.manifest }, tags: { ...before.tags } };
  const outdated = files.filter(({ path, sha256 }) => before.manifest[path] !== sha256);
  try {
    await forEach(outdated, uploadsAtOnce, async (file) => {
      uploaded.tags[file.path] = await store.put(prefix + file.path, verifiedContent(file));
      uploaded.manifest[file.path] = file.sha256;
    });
    const wanted = manifestOf(files);
    const gone = Object.keys(before.manifest).filter((path) => !(path in wanted));
    await store.delete(gone.map((path) => prefix + path));
    for (const path of gone) {
      delete uploaded.manifest[path];
      delete uploaded.tags[path];
    }
  } catch (error) {
    throw new PartlyUploadedError(uploaded, error);
  }
  return uploaded;
}

/** What of the uploaded is still in the store as it was written, by one listing. */
export async function stillThere(store: ObjectStore, prefix: string, { manifest, tags }: Uploaded): Promise<Uploaded> {
  const found: Uploaded = { manifest: {}, tags: {} };
  for await (const { key, tag } of store.list(prefix)) {
    const path = key.slice(prefix.length);
    if (!(path in manifest)) continue;
    found.manifest[path] = tags[path] === tag ? manifest[path]! : changedThere;
    found.tags[path] = tag;
  }
  return found;
}

/** In the place of the hash of a content that somebody else wrote. */
const changedThere = "changed in the store";

/** Objects of these paths that are there already: equal ones, and those that are somebody else's. */
export async function alreadyThere(
  store: ObjectStore,
  prefix: string,
  files: readonly HashedFile[],
): Promise<{ equal: Uploaded; others: string[] }> {
  const byKey = new Map(files.map((file) => [prefix + file.path, file]));
  const equal: Uploaded = { manifest: {}, tags: {} };
  const others: string[] = [];
  for await (const { key, tag } of store.list(prefix)) {
    const file = byKey.get(key);
    if (!file) continue;
    if (store.tagOf(file) === tag) {
      equal.manifest[file.path] = file.sha256;
      equal.tags[file.path] = tag;
    } else others.push(file.path);
  }
  return { equal, others: others.sort() };
}

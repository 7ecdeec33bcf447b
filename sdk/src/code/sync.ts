import type { OperationContext } from "../engine/definition.js";
import { type AdoptionRules, adoptExisting } from "./adoption.js";
import { forEach } from "./for-each.js";
import { changesBetween, type HashedFile, type Manifest, manifestOf } from "./manifest.js";
import { type ObjectStore, TakenKeyError } from "./object-store.js";
import { Progress } from "./progress.js";
import { verifiedContent } from "./verified-content.js";
import { deleteUnlessWritten, rememberWritten } from "./written-in-run.js";

/** What is known to be in a store: contents by path, and the ETags by which listings show that they are still there. */
export interface Uploaded {
  manifest: Manifest;
  etags: Record<string, string>;
}

export const nothingUploaded: Uploaded = { manifest: {}, etags: {} };

/** Some, but not all, of what should be in the store is there. */
export class PartlyUploadedError extends Error {
  constructor(
    readonly uploaded: Uploaded,
    cause: unknown,
  ) {
    super((cause as Error).message, { cause });
  }
}

/** As many as hide the way to the store behind the work that each costs here, and fewer than the SDKs have connections. */
const uploadsAtOnce = 48;

/**
 * Makes a folder of the store what the files are: sends what is not there yet and then deletes what was uploaded before
 * and is gone. Of objects that were not uploaded before it touches those that the rules allow.
 *
 * @param prefix the folder, with a slash at its end
 * @param context shows how far it is, and ends it between two files
 * @throws PartlyUploadedError, or before anything is written when objects of somebody else are in the way
 */
export async function sync(
  store: ObjectStore,
  prefix: string,
  files: readonly HashedFile[],
  before: Uploaded,
  rules: AdoptionRules,
  { progress = () => {}, signal }: Pick<OperationContext, "progress" | "signal"> = {},
): Promise<Uploaded> {
  const manifest = new Map(Object.entries(before.manifest));
  const etags = new Map(Object.entries(before.etags));
  const uploaded = () => ({ manifest: Object.fromEntries(manifest), etags: Object.fromEntries(etags) });
  const { gone } = changesBetween(before.manifest, manifestOf(files));
  const unwritten = files.filter(({ path }) => !manifest.has(path));
  const taken = unwritten.length > 0 ? await adoptExisting(store, prefix, unwritten, rules) : new Map<string, string>();
  const changed = files.filter(({ path, sha256 }) => manifest.get(path) !== sha256);
  const shown = new Progress(changed.length, "files", progress);
  try {
    await forEach(files, uploadsAtOnce, async (file) => {
      const { path, sha256 } = file;
      if (manifest.get(path) === sha256) return;
      if (signal?.aborted) throw new Error("was cancelled before all files were sent; the next `up` sends the others");
      const etag = taken.get(path) ?? (await send(file, !manifest.has(path) && rules.adopt !== true));
      etags.set(path, etag);
      manifest.set(path, sha256);
      shown.step();
    });
    await deleteUnlessWritten(
      store,
      gone.map((path) => prefix + path),
      rules.say,
    );
    for (const path of gone) {
      manifest.delete(path);
      etags.delete(path);
    }
  } catch (error) {
    throw new PartlyUploadedError(uploaded(), error);
  }
  return uploaded();

  async function send(file: HashedFile, onlyIfNew: boolean): Promise<string> {
    const key = prefix + file.path;
    try {
      const etag = await store.put(key, verifiedContent(file), { onlyIfNew });
      rememberWritten(store, key);
      return etag;
    } catch (error) {
      if (!(error instanceof TakenKeyError)) throw error;
      // Written since the look: by somebody else, or by a first attempt whose answer was lost.
      const etag = (await adoptExisting(store, prefix, [file], rules)).get(file.path);
      if (etag === undefined) throw error;
      return etag;
    }
  }
}

/** In the place of the hash of a content that somebody else wrote. */
const changedThere = "changed in the store";

/** What of the uploaded is still in the store as it was written, by one listing. */
export async function stillThere(store: ObjectStore, prefix: string, { manifest, etags }: Uploaded): Promise<Uploaded> {
  const hashes = new Map(Object.entries(manifest));
  const known = new Map(Object.entries(etags));
  const found: { path: string; hash: string; etag: string }[] = [];
  for await (const { key, etag } of store.list(prefix)) {
    const path = key.slice(prefix.length);
    const hash = hashes.get(path);
    if (hash !== undefined) found.push({ path, hash: known.get(path) === etag ? hash : changedThere, etag });
  }
  return {
    manifest: Object.fromEntries(found.map(({ path, hash }) => [path, hash])),
    etags: Object.fromEntries(found.map(({ path, etag }) => [path, etag])),
  };
}

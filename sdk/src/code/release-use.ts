import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { recently } from "../engine/ownership.js";
import type { Content, ObjectStore } from "./object-store.js";
import { deleteUnlessWritten, rememberWritten, wasWrittenInRun } from "./written-in-run.js";

/** Folder, beside the releases, with one object for each release and upload that uses it. */
const usesFolder = ".releases/";

interface Use {
  key: string;
  release: string;
  user: string;
  isRecent: boolean;
}

/**
 * The name under which an upload says which releases it uses. It stays the same when a stack gets another name, so a name
 * that is given anew may belong to another upload already, and then gets an ending.
 *
 * @param folder with a slash at its end, or `""`
 * @param uploader `project/stack/resource`
 */
export async function nameUser(store: ObjectStore, folder: string, uploader: string): Promise<string> {
  const name = uploader.split("/").map(encodeURIComponent).join("~");
  const known = (await usesOf(store, folder)).filter(({ user }) => user === name);
  const isLeftByKilledRun = known.every(({ key, isRecent }) => isRecent && !wasWrittenInRun(store, key));
  return isLeftByKilledRun ? name : `${name}~${randomBytes(4).toString("hex")}`;
}

/** Says in the store that a release is used, before it is uploaded. */
export async function useRelease(store: ObjectStore, folder: string, release: string, user: string): Promise<void> {
  const key = `${folder}${usesFolder}${release}/${user}`;
  const isSaid = (await keysBelow(store, key)).includes(key);
  if (!isSaid) await store.put(key, contentOf(`${user}\n`));
  rememberWritten(store, key);
}

/** Releases that an upload has made. */
export interface MadeReleases {
  /** With a slash at its end, or `""`. */
  folder: string;
  releases: readonly string[];
  /** Who uses them; `undefined` for an upload from before uses were written down. */
  user: string | undefined;
}

/** Ends the use of releases, and deletes those that nobody uses any more. */
export async function leaveReleases(
  store: ObjectStore,
  { folder, releases, user }: MadeReleases,
  say: (line: string) => void,
): Promise<void> {
  if (releases.length === 0) return;
  const ownUses = user === undefined ? [] : releases.map((release) => `${folder}${usesFolder}${release}/${user}`);
  await deleteUnlessWritten(store, ownUses, say);
  const uses = await usesOf(store, folder);
  for (const release of releases) {
    const use = uses.find((known) => known.release === release);
    if (!use) await deleteUnlessWritten(store, await keysBelow(store, `${folder}${release}/`), say);
    else if (use.user !== user) say(`leaves ${store.address}/${folder}${release}/, as ${use.user} uses it`);
  }
}

async function usesOf(store: ObjectStore, folder: string): Promise<Use[]> {
  const prefix = folder + usesFolder;
  const uses: Use[] = [];
  for await (const { key, writtenAt, listedAt } of store.list(prefix)) {
    const [release = "", user = ""] = key.slice(prefix.length).split("/");
    uses.push({ key, release, user, isRecent: recently(writtenAt, listedAt) });
  }
  return uses;
}

async function keysBelow(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

function contentOf(text: string): Content {
  const bytes = Buffer.from(text);
  const hashed = (algorithm: string) => createHash(algorithm).update(bytes).digest("hex");
  return {
    size: bytes.length,
    sha256: hashed("sha256"),
    md5: hashed("md5"),
    open: () => Readable.from([bytes]),
    read: async () => bytes,
    isSmall: true,
  };
}

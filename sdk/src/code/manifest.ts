import { createHash } from "node:crypto";
import { type BigIntStats, createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { forEach } from "./for-each.js";
import { type SourceFile, unreadable } from "./source-files.js";

/** The content of a folder: SHA-256 in hexadecimal, by path. */
export type Manifest = Record<string, string>;

/** A file and what is in it. */
export interface HashedFile extends SourceFile {
  sha256: string;
  md5: string;
}

const readsAtOnce = 8;
const digestLength = 16;

/** Reads files to learn what is in them. */
export async function hashFiles(files: readonly SourceFile[]): Promise<HashedFile[]> {
  const hashed: HashedFile[] = new Array(files.length);
  await forEach([...files.entries()], readsAtOnce, async ([index, file]) => {
    hashed[index] = { ...file, ...(await hashesOf(file.file)) };
  });
  return hashed;
}

type Hashes = Pick<HashedFile, "sha256" | "md5">;

/** What files held when this process read them, with what the disk said of them then. */
const read = new Map<string, { identity: string; hashes: Hashes }>();

/** Milliseconds after a write in which another one may leave no trace in the times of a file. */
const timesAreCoarse = 1_000;

/** A file that the disk says to be the same is not read again: one run asks for its hashes several times. */
async function hashesOf(file: string): Promise<Hashes> {
  try {
    const status = await stat(file, { bigint: true });
    const known = read.get(file);
    if (known?.identity === identityOf(status)) return known.hashes;
    const hashes = await readHashes(file);
    const isSettled = Date.now() - Number(status.ctimeMs) > timesAreCoarse;
    if (isSettled) read.set(file, { identity: identityOf(status), hashes });
    else read.delete(file);
    return hashes;
  } catch (error) {
    throw unreadable(file, error);
  }
}

const identityOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join(" ");

async function readHashes(file: string): Promise<Hashes> {
  const sha256 = createHash("sha256");
  const md5 = createHash("md5");
  for await (const chunk of createReadStream(file)) {
    sha256.update(chunk);
    md5.update(chunk);
  }
  return { sha256: sha256.digest("hex"), md5: md5.digest("hex") };
}

export const manifestOf = (files: readonly HashedFile[]): Manifest =>
  Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256]));

/** Sixteen characters that stand for a content: the same for the same paths and bytes, wherever and whenever. */
export function digestOf(manifest: Manifest): string {
  const hash = createHash("sha256");
  for (const path of Object.keys(manifest).sort()) hash.update(`${path}\0${manifest[path]}\n`);
  return hash.digest("hex").slice(0, digestLength);
}

/** What becomes of the files of a folder. */
export interface Changes {
  added: string[];
  changed: string[];
  gone: string[];
}

export function changesBetween(before: Manifest, after: Manifest): Changes {
  const paths = Object.keys(after);
  return {
    added: paths.filter((path) => !Object.hasOwn(before, path)),
    changed: paths.filter((path) => Object.hasOwn(before, path) && before[path] !== after[path]),
    gone: Object.keys(before).filter((path) => !Object.hasOwn(after, path)),
  };
}

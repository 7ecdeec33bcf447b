import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
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

async function hashesOf(file: string): Promise<{ sha256: string; md5: string }> {
  const sha256 = createHash("sha256");
  const md5 = createHash("md5");
  try {
    for await (const chunk of createReadStream(file)) {
      sha256.update(chunk);
      md5.update(chunk);
    }
  } catch (error) {
    throw unreadable(file, error);
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

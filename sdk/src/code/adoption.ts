import { RefusalError } from "../engine/errors.js";
import { recently } from "../engine/ownership.js";
import { firstOf } from "../engine/value-text.js";
import { forEach } from "./for-each.js";
import type { HashedFile } from "./manifest.js";
import type { ObjectStore, StoredObject } from "./object-store.js";
import { rememberWritten, wasWrittenInRun } from "./written-in-run.js";

/** What an upload may do with objects that it did not write. */
export interface AdoptionRules {
  /** Overwrite those that differ, and take over those that equal the files, whoever made them. */
  adopt?: boolean;
  /** Equal objects are the stack's own: its state has an upload to this folder. */
  isInState?: boolean;
  /** The folder is named by its content: equal objects are everybody's. */
  isShared?: boolean;
  /** Tells the user what is taken over. */
  say(line: string): void;
}

interface EqualObject {
  file: HashedFile;
  etag: string;
  isRecent: boolean;
}

const looksAtOnce = 16;
const mostNamed = 5;

/**
 * Looks for objects under keys that an upload has not written. Equal ones that a killed run can have left are taken
 * over.
 *
 * @param prefix the folder, with a slash at its end
 * @returns the ETags of the equal ones, by path
 * @throws RefusalError when objects of somebody else are in the way
 */
export async function adoptExisting(
  store: ObjectStore,
  prefix: string,
  files: readonly HashedFile[],
  rules: AdoptionRules,
): Promise<Map<string, string>> {
  const equal = await inspect(store, prefix, files, rules);
  for (const path of equal.keys()) rememberWritten(store, prefix + path);
  return equal;
}

/** Tells what `adoptExisting` takes over, without doing it. */
export async function inspect(
  store: ObjectStore,
  prefix: string,
  files: readonly HashedFile[],
  { adopt = false, isInState = false, isShared = false, say }: AdoptionRules,
): Promise<Map<string, string>> {
  const place = `${store.address}/${prefix}`;
  const { equal, others } = await alreadyThere(store, prefix, files);
  if (!isShared) {
    refuseWrittenTwice(store, prefix, [...pathsOf(equal), ...others]);
    const older = pathsOf(equal.filter(({ isRecent }) => !isRecent));
    if (older.length > 0 && !adopt && !isInState) throw refusalOfEqual(place, older);
  }
  if (others.length > 0 && !adopt) throw refusalOfOthers(place, others);
  if (others.length > 0) say(`overwrites ${named(others)} in ${place}`);
  if (equal.length > 0 && !isShared)
    say(`takes over ${named(pathsOf(equal))} in ${place}, as equal files are there already`);
  return new Map(equal.map(({ file, etag }) => [file.path, etag]));
}

const pathsOf = (equal: readonly EqualObject[]): string[] => equal.map(({ file }) => file.path);

async function alreadyThere(
  store: ObjectStore,
  prefix: string,
  files: readonly HashedFile[],
): Promise<{ equal: EqualObject[]; others: string[] }> {
  const equal: EqualObject[] = [];
  const others: string[] = [];
  await forEach(await objectsOf(store, prefix, files), looksAtOnce, async ([file, object]) => {
    const { etag, writtenAt, listedAt } = object;
    if (await store.holds(object, file)) equal.push({ file, etag, isRecent: recently(writtenAt, listedAt) });
    else others.push(file.path);
  });
  return { equal, others };
}

async function objectsOf(
  store: ObjectStore,
  prefix: string,
  files: readonly HashedFile[],
): Promise<[HashedFile, StoredObject][]> {
  const byKey = new Map(files.map((file) => [prefix + file.path, file]));
  const [onlyKey] = byKey.size === 1 ? byKey.keys() : [];
  const found: [HashedFile, StoredObject][] = [];
  for await (const object of store.list(onlyKey ?? prefix)) {
    const file = byKey.get(object.key);
    if (file) found.push([file, object]);
  }
  return found;
}

function refuseWrittenTwice(store: ObjectStore, prefix: string, paths: readonly string[]): void {
  const twice = paths.filter((path) => wasWrittenInRun(store, prefix + path));
  if (twice.length === 0) return;
  throw new RefusalError(
    `another upload of this program has written ${named(twice)} in ${store.address}/${prefix} already; choose another \`folder\``,
  );
}

const refusalOfOthers = (place: string, paths: readonly string[]): Error =>
  new RefusalError(
    `${place} holds other files of these names already: ${named(paths)}; write \`adopt: true\` to overwrite them, or choose another \`folder\``,
  );

const refusalOfEqual = (place: string, paths: readonly string[]): Error =>
  new RefusalError(
    `${place} holds these very files already: ${named(paths)}; write \`aliases\` if this resource was renamed or moved in the program, \`adopt: true\` if nobody else has them, or choose another \`folder\``,
  );

const named = (paths: readonly string[]): string => firstOf([...paths].sort(), mostNamed);

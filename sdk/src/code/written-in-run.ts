import { currentRun } from "../engine/run.js";
import { firstOf } from "../engine/value-text.js";
import type { ObjectStore } from "./object-store.js";

const nameOf = ({ address }: ObjectStore, key: string): string => `${address}/${key}`;

/** Remembers, to the end of this run, that it wrote or took over an object. */
export const rememberWritten = (store: ObjectStore, key: string): void => currentRun.wrote(nameOf(store, key));

export const wasWrittenInRun = (store: ObjectStore, key: string): boolean => currentRun.hasWritten(nameOf(store, key));

/**
 * Deletes objects, except those that this run wrote or took over: Pulumi makes what is new first and deletes what is old
 * last, so they belong to another resource by now, and one line says so.
 */
export async function deleteUnlessWritten(
  store: ObjectStore,
  keys: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  const kept = keys.filter((key) => wasWrittenInRun(store, key));
  if (kept.length > 0) {
    const first = firstOf(
      kept.map((key) => nameOf(store, key)),
      1,
    );
    say(`leaves ${first}: this run has written or taken them over for another upload`);
  }
  await store.delete(keys.filter((key) => !wasWrittenInRun(store, key)));
}

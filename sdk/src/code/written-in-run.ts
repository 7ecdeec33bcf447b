import type { ObjectStore } from "./object-store.js";

/** Every upload of a run is in one process, so this is what the run wrote or took over. */
const written = new Set<string>();

const nameOf = ({ address }: ObjectStore, key: string): string => `${address}/${key}`;

export function rememberWritten(store: ObjectStore, key: string): void {
  written.add(nameOf(store, key));
}

export const wasWrittenInRun = (store: ObjectStore, key: string): boolean => written.has(nameOf(store, key));

/**
 * Deletes objects, except those that this run wrote or took over: Pulumi makes what is new first and deletes what is old
 * last, so they belong to another resource by now, and one line says so.
 */
export async function deleteUnlessWritten(store: ObjectStore, keys: readonly string[]): Promise<void> {
  const kept = keys.filter((key) => wasWrittenInRun(store, key));
  if (kept.length > 0) {
    const more = kept.length > 1 ? ` and ${kept.length - 1} more` : "";
    console.info(`${nameOf(store, kept[0]!)}${more} stay, as another upload of this run has them now`);
  }
  await store.delete(keys.filter((key) => !wasWrittenInRun(store, key)));
}

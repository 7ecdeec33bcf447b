import { isDeepStrictEqual } from "node:util";
import { containsUnknown } from "../engine/unknown.js";
import type { Properties } from "./properties.js";

/** How a part of an input changes. */
export type Change = "ADD" | "DELETE" | "UPDATE";

/** Ways to the parts of an input that change, each as the engine writes it: `schedules[0].cron`. */
export function changesWithin(name: string, old: unknown, value: unknown): [path: string, change: Change][] {
  const changes = [...changesBetween(name, old, value)];
  // To the kind it changes, such as a folder whose files do: as it is written nothing does.
  return changes.length > 0 ? changes : [[name, "UPDATE"]];
}

/** How an input changes whose parts are nobody's business. */
export function changeOf(old: unknown, value: unknown): Change {
  if (old === undefined) return "ADD";
  return value === undefined ? "DELETE" : "UPDATE";
}

function* changesBetween(path: string, old: unknown, value: unknown): Generator<[string, Change]> {
  if (!containsUnknown(value) && isDeepStrictEqual(old, value)) return;
  if (isContainer(old) && isContainer(value) && Array.isArray(old) === Array.isArray(value)) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(value)])];
    if (keys.every(isWritable)) {
      for (const key of keys) yield* changesBetween(pathTo(path, key, Array.isArray(value)), old[key], value[key]);
      return;
    }
  }
  yield [path, changeOf(old, value)];
}

const isContainer = (value: unknown): value is Properties => typeof value === "object" && value !== null;

/** In a path nothing is escaped but a quote: one after a backslash that ends a key would not end it. */
const isWritable = (key: string): boolean => !key.endsWith("\\");

function pathTo(path: string, key: string, isIndex: boolean): string {
  if (isIndex) return `${path}[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}["${key.replaceAll('"', '\\"')}"]`;
}

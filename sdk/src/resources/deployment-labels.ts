import type { CheckFailures } from "../engine/check-failures.js";
import { isMapping } from "../engine/json.js";

/** Labels by their names. */
export type Labels = Record<string, string | number | boolean>;

/** What a deployment has of labels, as the server writes it; servers before 3.1.7 have none. */
export interface WireLabels {
  labels?: Labels | null;
}

export function checkLabels(property: string, labels: unknown, failures: CheckFailures): void {
  if (!isMapping(labels)) return failures.add(property, 'is no mapping; write { team: "data" }');
  for (const [name, value] of Object.entries(labels)) {
    if (!["string", "number", "boolean"].includes(typeof value))
      failures.add(`${property}.${name}`, "is no text, number or flag; a label has one of these");
  }
}

/** Those that a program names; of a look-up all, except for what the server writes itself. */
export function observedLabels({ labels }: WireLabels, declared: Labels | undefined, isLookUp: boolean): Labels {
  const isMeant = (name: string) =>
    isLookUp ? !/^(prefect|syntask)\./.test(name) : Object.hasOwn(declared ?? {}, name);
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([name]) => isMeant(name)));
}

/** All that a deployment is to have after it is written whole: what it has, without those that the program names no longer. */
export function labelsToWrite(
  { labels: there }: WireLabels,
  olds: Labels = {},
  news: Labels = {},
): Required<WireLabels> | object {
  if (!there) return Object.keys(news).length > 0 ? { labels: news } : {};
  const kept = Object.entries(there).filter(([name]) => !Object.hasOwn(olds, name));
  return { labels: { ...Object.fromEntries(kept), ...news } };
}

import { createHash } from "node:crypto";

/** A number from 0 to below 1 that follows from a seed and from what it is drawn for. */
export function chance(seed: number, ...drawnFor: (string | number)[]): number {
  const hash = createHash("sha256").update(JSON.stringify([seed, ...drawnFor]));
  return hash.digest().readUInt32BE() / 2 ** 32;
}

import type { CheckFailures } from "../provider/check-failures.js";

/** Reports a limit that is not a whole number from 1, or is over the most. */
export function checkLimit(property: string, limit: number | undefined, failures: CheckFailures, most?: number): void {
  if (limit === undefined) return;
  if (!Number.isInteger(limit) || limit < 1) {
    failures.add(property, `is ${limit}; write a whole number from 1, or leave it out for no limit`);
  } else if (most !== undefined && limit > most) {
    failures.add(property, `is ${limit}; write at most ${most}`);
  }
}

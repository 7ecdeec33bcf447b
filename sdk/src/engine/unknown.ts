/** Stands in the place of a value that is not known yet, also nested. Each binding has its own writing of it. */
export const unknown: unique symbol = Symbol("unknown");

/** Whether a value, or anything inside it, is not known yet. */
export function containsUnknown(value: unknown): boolean {
  if (value === unknown) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(containsUnknown);
}

/** A value with something else in the place of each part that equals a given one. */
export function withReplaced(value: unknown, part: unknown, other: unknown): unknown {
  if (value === part) return other;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => withReplaced(inner, part, other));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withReplaced(inner, part, other)]));
}

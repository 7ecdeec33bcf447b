/** Changes that a slip makes at most, in a long name and in a short one. */
const farthestOf = (name: string): number => Math.min(3, Math.max(1, Math.floor(name.length / 2)));

/** `; did you mean "x"?` for the name that takes the fewest changes, or nothing when none is near. */
export function nearest(name: string, known: readonly string[]): string {
  const found = nearestName(name, known, farthestOf(name));
  return found === undefined ? "" : `; did you mean "${found}"?`;
}

/** The name that takes the fewest changes of letters. */
export function nearestName(name: string, known: readonly string[], farthest: number): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = changesBetween(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= farthest && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
      best = { name: candidate, distance };
  }
  return best?.name;
}

/** Levenshtein distance. */
function changesBetween(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[right.length]!;
}

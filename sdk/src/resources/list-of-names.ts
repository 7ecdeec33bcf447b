import { firstOf } from "../provider/first-of.js";

const mostNamed = 5;

/** The first names of several objects, in order, and how many more there are. */
export function listOfNames(objects: readonly { name: string }[]): string {
  return firstOf(objects.map(({ name }) => `"${name}"`).sort(), mostNamed);
}

const mostNamed = 5;

/** The first names of several objects, in order, and how many more there are. */
export function listOfNames(objects: readonly { name: string }[]): string {
  const names = objects.map(({ name }) => `"${name}"`).sort();
  const shown = names.slice(0, mostNamed).join(", ");
  return names.length > mostNamed ? `${shown} and ${names.length - mostNamed} more` : shown;
}

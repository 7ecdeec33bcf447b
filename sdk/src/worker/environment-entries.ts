/** Environment variables as most clouds list them, always in one order: another one would be another revision there. */
export const environmentEntries = (variables: Record<string, string>): { name: string; value: string }[] =>
  Object.entries(variables)
    .map(([name, value]) => ({ name, value }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));

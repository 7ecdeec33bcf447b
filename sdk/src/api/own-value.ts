/** What a table has under a name. What every object inherits, such as `constructor`, is not in it. */
export const ownValue = <Value>(table: { readonly [name: string]: Value }, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

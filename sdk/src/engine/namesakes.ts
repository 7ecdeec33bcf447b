import type { Definition } from "./definition.js";

/**
 * Tells of an object that exists under a name that reads like that of a new one.
 *
 * @param inputs those that are known
 * @returns `undefined` where there is none. Nothing hangs on it: what goes wrong with the look is not told
 */
export async function namesakeText(
  definition: Definition,
  client: unknown,
  inputs: Record<string, unknown>,
): Promise<string | undefined> {
  const found = await namesakesOf(definition, client, inputs);
  if (!found) return undefined;
  const { name, others } = found;
  const alike = others.names.find((other) => other !== name && letters(other) === letters(name));
  if (alike === undefined || others.names.includes(name)) return undefined;
  return `is new: "${alike}", which exists, differs from "${name}" in case, dashes, underscores or blanks only; if that one is meant, write its name`;
}

/** Whether no object has the name of a new one, as far as one look for all of its kind tells. */
export async function isNameFree(
  definition: Definition,
  client: unknown,
  inputs: Record<string, unknown>,
): Promise<boolean> {
  const found = await namesakesOf(definition, client, inputs);
  return found?.others.areAll === true && !found.others.names.includes(found.name);
}

const namesakesOf = async (definition: Definition, client: unknown, inputs: Record<string, unknown>) =>
  definition.namesakes?.(client, inputs).catch(() => undefined);

const letters = (name: string): string => name.toLowerCase().replaceAll(/[-_\s]/g, "");

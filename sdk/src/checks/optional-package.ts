import { printable } from "../api/printable.js";

/** A package that a program installs only when it uses what needs it. */
export interface OptionalPackage {
  name: string;
  /** What needs it, as the start of a sentence. */
  user: string;
  /** What may be done instead of installing it, as the end of one. */
  instead?: string;
}

/**
 * Loads a package when it is used.
 *
 * @param load requires the package by its name, so that what reads sources finds it
 * @throws with the line that installs it, or with the reason why one that is installed cannot be loaded
 */
export function loadOptional<Module>({ name, user, instead }: OptionalPackage, load: () => Module): Module {
  try {
    return load();
  } catch (cause) {
    const reason = isMissing(name, cause)
      ? `needs a package that is not installed; run \`npm install ${name}\`${instead ? `, or ${instead}` : ""}`
      : `needs ${name}, which is installed and cannot be loaded: ${firstLine(cause)}`;
    throw new Error(`${user} ${reason}`, { cause });
  }
}

/** That a package is not installed, and how to install it; it is not loaded. */
export function faultOfMissing(wanted: OptionalPackage): string | undefined {
  try {
    loadOptional(wanted, () => require.resolve(wanted.name));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A package that is installed may lack one that it needs itself, and then that one is named. */
function isMissing(name: string, cause: unknown): boolean {
  const [, missing] = /^Cannot find module '([^']+)'/.exec(firstLine(cause)) ?? [];
  return missing === name || missing?.startsWith(`${name}/`) === true;
}

/** Node.js lists below it who required what. */
const firstLine = (cause: unknown): string =>
  printable(
    String((cause as Error | undefined)?.message ?? cause)
      .split("\n")[0]!
      .trim(),
  );

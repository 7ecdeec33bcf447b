import type { CheckFailures } from "../engine/check-failures.js";

/**
 * A folder in a store, as prefix of keys: `a/b/`, or nothing for the root. A worker takes it letter by letter, so upload
 * and pull step use this one form. Source: `docs/server-rules.md`, "Folders in stores".
 */
export const folderPrefix = (folder: string): string =>
  segmentsOf(folder)
    .map((segment) => `${segment}/`)
    .join("");

/** Reports a folder that leads out of the store, or that is not one there. */
export function checkFolder(property: string, folder: string | undefined, failures: CheckFailures): void {
  if (folder === undefined) return;
  if (segmentsOf(folder).includes(".."))
    failures.add(property, `"${folder}" leads upwards; write a folder without ".."`);
  if (/[\\\n]/.test(folder)) failures.add(property, "holds a backslash or a line break; write folders with `/`");
}

const segmentsOf = (folder: string): string[] =>
  folder.split("/").filter((segment) => segment !== "" && segment !== ".");

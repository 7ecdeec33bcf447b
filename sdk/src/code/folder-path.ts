/**
 * A folder in a store, as prefix of keys: `a/b/`, or nothing for the root. A worker takes it letter by letter, so upload
 * and pull step use this one form. Source: `syntask/flow-storage.md`, section 4.
 *
 * @throws when it leads out of the store
 */
export function folderPrefix(folder: string): string {
  const segments = folder.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..")) throw new Error(`"${folder}" leads upwards; write a folder without ".."`);
  if (/[\\\n]/.test(folder)) throw new Error(`"${folder}" holds a backslash or a line break; write folders with "/"`);
  return segments.map((segment) => `${segment}/`).join("");
}

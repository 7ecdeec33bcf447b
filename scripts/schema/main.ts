import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loaded } from "./loaded.js";
import { packageSchema } from "./package.js";

/** The file that is published and committed. */
const target = "sdk/schema.json";

/**
 * The text of the schema that the declarations give.
 *
 * @param root folder of the repository
 */
export function schemaText(root: string): string {
  const manifest = JSON.parse(readFileSync(join(root, "sdk/package.json"), "utf8"));
  return `${JSON.stringify(packageSchema(root, { manifest, ...loaded }), undefined, 2)}\n`;
}

export function writeSchema(root: string): void {
  writeFileSync(join(root, target), schemaText(root));
  console.log(`written to ${target}`);
}

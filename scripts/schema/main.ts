import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectionSettings } from "../../sdk/src/connection-settings.js";
import { definitions } from "../../sdk/src/provider.js";
import { packageSchema } from "./package.js";

/** The file that is published and committed. */
const target = "sdk/schema.json";

/** @param root folder of the repository */
export function writeSchema(root: string): void {
  const manifest = JSON.parse(readFileSync(join(root, "sdk/package.json"), "utf8"));
  const schema = packageSchema(root, { manifest, definitions, connectionSettings });
  writeFileSync(join(root, target), `${JSON.stringify(schema, undefined, 2)}\n`);
  console.log(`written to ${target}`);
}

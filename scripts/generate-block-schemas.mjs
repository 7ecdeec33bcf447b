import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runMain } from "./lib/problem.mjs";
import { repository } from "./lib/repository.mjs";

const target = join(repository, "sdk/src/blocks/block-schemas.ts");

/**
 * `node scripts/generate-block-schemas.mjs`, after a build, with `SYNTASK_API_URL` at a server: writes down what that
 * server knows of the types that the package has a class for, without its prose.
 */
await runMain(async () => {
  const api = process.env.SYNTASK_API_URL;
  if (!api) throw new Error("SYNTASK_API_URL is not set: name a server whose block types are to be written down");
  const { typedBlocks } = await import(pathToFileURL(join(repository, "sdk/dist/blocks/typed-block.js")));
  await import(pathToFileURL(join(repository, "sdk/dist/index.js")));
  const schemas = {};
  for (const slug of [...typedBlocks.keys()].sort()) schemas[slug] = await schemaOf(api, slug);
  await writeFile(target, moduleText(schemas));
  console.log(`${Object.keys(schemas).length} block types written to ${target}`);
  return 0;
});

async function schemaOf(api, slug) {
  const type = await call(api, `/block_types/slug/${slug}`);
  const [schema] = await call(api, "/block_schemas/filter", { block_schemas: { block_type_id: { any_: [type.id] } } });
  return { name: type.name, capabilities: schema.capabilities.sort(), fields: withoutProse(schema.fields) };
}

async function call(api, path, body) {
  const options = body && {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(api + path, options);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

/** A `description` or an `examples` is prose, unless it is the name of a field. */
function withoutProse(value, isNames = false) {
  if (Array.isArray(value)) return value.map((inner) => withoutProse(inner));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => isNames || !["description", "examples"].includes(key));
  const names = ["properties", "definitions"];
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutProse(inner, !isNames && names.includes(key))]));
}

function moduleText(schemas) {
  return `// Written by scripts/generate-block-schemas.mjs from a running server.
import type { Json } from "../engine/definition.js";

/** What a server knows of a block type. */
export interface RegisteredBlockType {
  name: string;
  capabilities: string[];
  fields: Record<string, Json>;
}

export const blockSchemas: Record<string, RegisteredBlockType> = ${JSON.stringify(schemas)};
`;
}

import { type Client, path } from "../api/client.js";
import { ownValue } from "../api/own-value.js";
import { schemaFaults } from "../checks/json-schema.js";
import { nearest } from "../checks/nearest.js";
import { refersToBlock } from "../checks/references.js";
import type { Json } from "../engine/definition.js";
import type { BlockData } from "./block-document.js";
import type { RegisteredBlockType } from "./block-schemas.js";

/** A schema of a block type, as the server has it. */
export interface BlockTypeSchema {
  id: string;
  typeId: string;
  slug: string;
  fields: SchemaFields;
}

interface SchemaFields {
  properties?: Record<string, Json>;
  required?: string[];
  additionalProperties?: Json;
  [key: string]: Json | undefined;
}

interface Row {
  id: string;
}

/**
 * The schema that is asked for, or the newest of the type. A type that the package has a class for is registered when
 * the server lacks it.
 *
 * @throws when there is none
 */
export function schemaFor(client: Client, slug: string, schemaId?: string): Promise<BlockTypeSchema> {
  return client.remember(`block schema ${slug} ${schemaId ?? "newest"}`, async () => {
    const typeId = await typeFor(client, slug);
    const schemas = await client.filter<Row & { fields: SchemaFields }>("block_schemas", {
      block_type_id: { any_: [typeId] },
    });
    const found = schemaId ? schemas.find(({ id }) => id === schemaId) : schemas[0];
    if (found) return { id: found.id, typeId, slug, fields: found.fields };
    const missing = schemaId ? `schema ${schemaId}` : "schema yet";
    throw new Error(`block type "${slug}" has no ${missing}; make a BlockSchema for it`);
  });
}

async function typeFor(client: Client, slug: string): Promise<string> {
  const type = await client.find<Row>(path`/block_types/slug/${slug}`);
  if (type) return type.id;
  const { blockSchemas } = require("./block-schemas.js") as typeof import("./block-schemas.js");
  const known = ownValue(blockSchemas, slug);
  if (known) return register(client, slug, known);
  const types = await client.filter<{ slug: string }>("block_types", {});
  const slugs = types.map((other) => other.slug);
  throw new Error(
    `the server has no block type "${slug}"${nearest(slug, slugs)}; make a BlockType and a BlockSchema for it`,
  );
}

/** Registers a type, after those that its fields refer to. */
async function register(
  client: Client,
  slug: string,
  { name, capabilities, fields }: RegisteredBlockType,
): Promise<string> {
  for (const definition of Object.values(fields.definitions ?? {})) {
    const { block_type_slug: referred } = definition as { block_type_slug?: string };
    if (referred) await schemaFor(client, referred);
  }
  const { id } = await client.post<Row>("/block_types/", { name, slug }, { repeatable: true });
  await client.post("/block_schemas/", { block_type_id: id, fields, capabilities }, { repeatable: true });
  return id;
}

/**
 * The server stores whatever it is sent; a worker then fails on it. Source: `docs/server-rules.md`, "Blocks".
 *
 * @throws when the data does not fit the schema
 */
export function refuseMisfits({ slug, fields }: BlockTypeSchema, data: BlockData): void {
  const faults = [...unknownFields(fields, data), ...misfits(fields, data)];
  if (faults.length > 0) throw new Error(`${faults.join("; ")}, says the schema of block type "${slug}"`);
}

function unknownFields({ properties = {}, additionalProperties = false }: SchemaFields, data: BlockData): string[] {
  if (additionalProperties !== false) return [];
  const known = Object.keys(properties);
  return Object.keys(data)
    .filter((field) => !known.includes(field))
    .map((field) => `\`${field}\` is not a field${nearest(field, known)}`);
}

/** A reference to another block stands for that block's content, which the schema describes. */
function misfits(fields: SchemaFields, data: BlockData): string[] {
  const values = Object.fromEntries(Object.entries(data).filter(([, value]) => !refersToBlock(value)));
  const required = fields.required?.filter((field) => !Object.hasOwn(data, field)) ?? [];
  return [
    ...required.map((field) => `\`${field}\` is missing`),
    ...schemaFaults({ ...fields, required: [] }, values).map(
      ({ place, message }) => `\`${place.slice(1)}\` ${message}`,
    ),
  ];
}

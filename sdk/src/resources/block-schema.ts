import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { type Client, path } from "../api/client.js";
import { checkSlug } from "../checks/names.js";
import type { CheckFailures } from "../engine/check-failures.js";
import type { Json, Observed } from "../engine/definition.js";
import { anyOf, type InputsOf, map, text, textSet } from "../engine/field.js";
import { listOfNames } from "../engine/value-text.js";
import { type ArgsOf, type ResourceClass, resource } from "../provider/define-resource.js";
import type { BlockType } from "./block-type.js";

const defaultVersion = "non-versioned";

const fields = {
  /** The block type, or its slug. */
  blockType: anyOf<string, pulumi.Input<string> | BlockType>({ resourceOutput: "slug" })({
    required: true,
    naturalKey: true,
    replaceOnChanges: true,
    wire: false,
    check: checkSlug,
  }),
  /**
   * JSON schema of the fields: `title`, `type: "object"`, `properties`, `required`, and `secret_fields`, the dotted paths
   * of those that are secret. A change of `secret_fields` alone needs another `version`.
   */
  fields: map({ required: true, naturalKey: true, replaceOnChanges: true, check: checkSchema }),
  /** Capabilities of its blocks, such as `get-directory`. A change needs another `version`. @default [] */
  capabilities: textSet({ default: [], replaceOnChanges: true }),
  /** Version of the schema, which tells schemas of equal fields apart. @default non-versioned */
  version: text({ default: defaultVersion, naturalKey: true, replaceOnChanges: true }),
};

/** The args of {@link BlockSchema}. */
export type BlockSchemaArgs = ArgsOf<typeof fields>;

type BlockSchemaInputs = InputsOf<typeof fields>;

interface BlockSchemaState {
  checksum: string;
}

const Base: ResourceClass<typeof fields, BlockSchemaState> = resource({
  kind: "BlockSchema",
  noun: "block schema",
  label: ({ blockType = "", version = defaultVersion }) => `${blockType} ${version}`,
  fields,
  outputs: ["checksum"],
  createOverwrites: true,

  check(inputs, failures, { olds }) {
    const kept = olds && isSameSchema(olds, inputs) ? keptByServer(olds, inputs) : [];
    for (const property of kept) {
      failures.add(
        property,
        "cannot change alone: the server knows a schema by its type, its other fields and its `version`; write another `version`",
      );
    }
  },

  async list(client) {
    const schemas = await client.filter<WireBlockSchema>("block_schemas", {});
    return schemas.map((wire) => observe(wire));
  },

  async find(client, inputs) {
    const { blockType, version = defaultVersion } = inputs;
    const type = await findType(client, blockType);
    if (!type) return undefined;
    const ofType = { block_type_id: { any_: [type.id] }, version: { any_: [version] } };
    const schemas = await client.filter<WireBlockSchema>("block_schemas", ofType);
    const found = schemas.find((wire) => isSameSchema({ ...inputs, fields: wire.fields }, inputs));
    if (!found) return undefined;
    refuseUnlessMeant(found, inputs);
    return observe(found, inputs.fields);
  },

  // Answers with the schema that is there when fields and version are the same, be it of another type: the slug
  // among the fields keeps them apart.
  async create(client, inputs) {
    const { blockType, fields, capabilities = [], version = defaultVersion } = inputs;
    const own = { block_type_slug: blockType, ...fields };
    const body = { block_type_id: await typeId(client, blockType), fields: own, capabilities, version };
    const made = await client.post<WireBlockSchema>("/block_schemas/", body, { repeatable: true });
    refuseUnlessMeant(made, inputs);
    return { id: made.id, state: { checksum: made.checksum } };
  },

  async read(client, id, { fields }) {
    const schema = await client.byId<WireBlockSchema>("block_schemas", id);
    return schema && observe(schema, fields);
  },

  async update(_, __, ___, { checksum }) {
    return { checksum };
  },

  async delete(client, id, _, { say }) {
    const blocks = await client.list<{ name: string }>("/block_documents/filter", {
      block_documents: { is_anonymous: null },
      block_schemas: { id: { any_: [id] } },
    });
    if (blocks.length === 0) await client.delete(path`/block_schemas/${id}`);
    else say(`stays on the server: ${blocksOf(blocks)} would be deleted with it`);
  },
});

/**
 * The schema of a block type: its fields. A schema never changes on the server: any change makes a new one beside it. The old one
 * stays as long as blocks follow it, because the server would delete them with it.
 *
 * @example
 * ```ts
 * new syntask.BlockSchema("warehouse", {
 *   blockType: type,
 *   fields: { title: "Warehouse", type: "object", properties: { url: { type: "string" } }, required: ["url"] },
 * });
 * ```
 */
export class BlockSchema extends Base {
  /** Checksum that the server computes from the fields. */
  declare readonly checksum: pulumi.Output<string>;
}

function checkSchema(property: string, { properties }: Record<string, Json>, failures: CheckFailures): void {
  if (typeof properties === "object" && properties !== null) return;
  failures.add(property, 'has no `properties`; write a JSON schema, { title, type: "object", properties: { … } }');
}

interface WireBlockSchema {
  id: string;
  created: string;
  fields: Record<string, Json>;
  checksum: string;
  capabilities: string[];
  version: string;
  block_type: { slug: string };
}

const findType = (client: Client, slug: string): Promise<{ id: string } | undefined> =>
  client.find(path`/block_types/slug/${slug}`);

async function typeId(client: Client, slug: string): Promise<string> {
  const type = await findType(client, slug);
  if (!type) throw new Error(`the server has no block type "${slug}"; make it first`);
  return type.id;
}

/** Whether two schemas have one checksum and version. Source: `docs/server-rules.md`, "Blocks". */
const isSameSchema = (left: Partial<BlockSchemaInputs>, right: Partial<BlockSchemaInputs>): boolean =>
  isDeepStrictEqual(distinguishing(left), distinguishing(right));

function distinguishing({ blockType, fields = {}, version = defaultVersion }: Partial<BlockSchemaInputs>): unknown {
  const { secret_fields: _, block_schema_references: __, block_type_slug: slug = blockType, ...own } = fields;
  return { blockType, version, slug, own };
}

/** Inputs that differ, and that the server leaves as they are in a schema that it has. */
function keptByServer(has: Partial<BlockSchemaInputs>, meant: Partial<BlockSchemaInputs>): string[] {
  const sorted = (texts: unknown) => [...((texts as string[] | undefined) ?? [])].sort();
  const differ = (left: unknown, right: unknown) => !isDeepStrictEqual(sorted(left), sorted(right));
  return [
    ...(differ(has.fields?.secret_fields, meant.fields?.secret_fields) ? ["fields.secret_fields"] : []),
    ...(differ(has.capabilities, meant.capabilities) ? ["capabilities"] : []),
  ];
}

function refuseUnlessMeant({ fields, capabilities, version }: WireBlockSchema, inputs: BlockSchemaInputs): void {
  const kept = keptByServer({ fields, capabilities }, inputs).map((property) => `\`${property}\``);
  if (kept.length > 0) {
    throw new Error(
      `the server has these fields as version "${version}" already, with other ${kept.join(" and ")}, which it would keep; write another \`version\``,
    );
  }
}

const blocksOf = (blocks: readonly { name: string }[]): string =>
  `block${blocks.length === 1 ? "" : "s"} ${listOfNames(blocks)}`;

/** @param sent fields of the program: the server adds to them, and no request changes them, so they stay right */
const observe = (
  { id, created, block_type, fields, capabilities, version, checksum }: WireBlockSchema,
  sent: Record<string, Json> = fields,
): Observed<BlockSchemaInputs, BlockSchemaState> => ({
  id,
  created,
  inputs: { blockType: block_type.slug, fields: sent, capabilities, version },
  state: { checksum },
});

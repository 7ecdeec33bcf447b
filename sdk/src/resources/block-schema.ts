import type * as pulumi from "@pulumi/pulumi";
import { type Client, path } from "../api/client.js";
import { define, type Json, type Observed, type ProviderInputs } from "../provider/definition.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import { BlockType } from "./block-type.js";
import { checkSlug } from "./names.js";

const defaultVersion = "non-versioned";

export interface BlockSchemaArgs extends CommonArgs {
  /** The block type, or its slug. */
  blockType: pulumi.Input<string> | BlockType;
  /**
   * JSON schema of the fields: `title`, `type: "object"`, `properties`, `required`, and `secret_fields`, the dotted paths
   * of those that are secret.
   */
  fields: pulumi.Input<Record<string, pulumi.Input<Json>>>;
  /** What its blocks can do, such as `get-directory`. @default [] */
  capabilities?: pulumi.Input<pulumi.Input<string>[]>;
  /** @default non-versioned */
  version?: pulumi.Input<string>;
}

/**
 * The fields of a block type. A schema never changes on the server: any change makes a new one beside it.
 *
 * @example
 * ```ts
 * new syntask.BlockSchema("warehouse", {
 *   blockType: type,
 *   fields: { title: "Warehouse", type: "object", properties: { url: { type: "string" } }, required: ["url"] },
 * });
 * ```
 */
export class BlockSchema extends SyntaskResource {
  declare readonly blockType: pulumi.Output<string>;
  declare readonly version: pulumi.Output<string | undefined>;
  /** Computed by the server from the fields. */
  declare readonly checksum: pulumi.Output<string>;

  constructor(name: string, args: BlockSchemaArgs, opts?: pulumi.CustomResourceOptions) {
    const blockType = args.blockType instanceof BlockType ? args.blockType.slug : args.blockType;
    super(BlockSchema.definition, name, { ...args, blockType, checksum: undefined }, opts);
  }

  /** @internal */
  static readonly definition = define<BlockSchemaInputs, BlockSchemaState>({
    kind: "BlockSchema",
    noun: "block schema",
    label: ({ blockType = "", version = defaultVersion }) => `${blockType} ${version}`,
    properties: ["blockType", "fields", "capabilities", "version"],
    replaceOn: ["blockType", "fields", "capabilities", "version"],
    naturalKey: ["blockType", "fields", "version"],
    defaults: { capabilities: [], version: defaultVersion },
    canonical: { capabilities: (capabilities) => [...capabilities].sort() },

    check({ blockType, fields }, problems) {
      checkSlug("blockType", blockType, problems);
      if (fields !== undefined && (typeof fields.properties !== "object" || fields.properties === null)) {
        problems.add(
          "fields",
          'has no `properties`; write a JSON schema, { title, type: "object", properties: { … } }',
        );
      }
    },

    async find() {
      return undefined;
    },

    // Answers with the schema that is there when fields and version are the same, be it of another type: the slug
    // among the fields keeps them apart.
    async create(client, { blockType, fields, capabilities = [], version = defaultVersion }) {
      const own = { block_type_slug: blockType, ...fields };
      const body = { block_type_id: await typeId(client, blockType), fields: own, capabilities, version };
      const { id, checksum } = await client.post<WireBlockSchema>("/block_schemas/", body, { repeatable: true });
      return { id, state: { checksum } };
    },

    async read(client, id, { blockType }) {
      const schema = await client.byId<WireBlockSchema>("block_schemas", id);
      return schema && observe(schema, blockType);
    },

    async update(_, __, ___, { checksum }) {
      return { checksum };
    },

    async delete(client, id) {
      await client.delete(path`/block_schemas/${id}`);
    },
  });
}

interface BlockSchemaInputs extends ProviderInputs {
  blockType: string;
  fields: Record<string, Json>;
  capabilities?: string[];
  version?: string;
}

interface BlockSchemaState {
  checksum: string;
}

interface WireBlockSchema {
  id: string;
  created: string;
  checksum: string;
  capabilities: string[];
  version: string;
}

async function typeId(client: Client, slug: string): Promise<string> {
  const type = await client.find<{ id: string }>(path`/block_types/slug/${slug}`);
  if (!type) throw new Error(`the server has no block type "${slug}"; make it first`);
  return type.id;
}

/** The server adds to the fields, and no request changes them: what was sent stays right. */
const observe = (wire: WireBlockSchema, blockType: string): Observed<BlockSchemaInputs, BlockSchemaState> => ({
  id: wire.id,
  created: wire.created,
  inputs: { blockType, capabilities: wire.capabilities, version: wire.version },
  state: { checksum: wire.checksum },
});

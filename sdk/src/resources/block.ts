import * as pulumi from "@pulumi/pulumi";
import {
  type BlockData,
  type BlockDocument,
  blockIdentity,
  createDocument,
  deleteDocument,
  findDocument,
  readDocument,
  updateDocument,
} from "../blocks/block-document.js";
import { BlockResource } from "../blocks/block-resource.js";
import { define, type Json, type ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import type { BlockSchema } from "./block-schema.js";
import { checkNotMasked } from "./masked.js";
import { checkSlug } from "./names.js";

/** A value in a block: any JSON value, or another block, to which it then refers. */
export type BlockValue = pulumi.Input<Json> | BlockResource;

export interface BlockArgs extends CommonArgs {
  /** Slug of the block's type, such as `slack-webhook`. A change replaces the block. */
  typeSlug: pulumi.Input<string>;
  /**
   * Unique among blocks of the type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Schema that the data follows, where the type has several. @default the newest, left to the server */
  schema?: BlockSchema;
  /** Its fields, by the names that the type has for them; all are kept secret, as the type may call any of them so. */
  data: pulumi.Input<Record<string, BlockValue>>;
}

/**
 * A block of any type. A change of one field shows as that field in a preview, without its value.
 *
 * @example
 * ```ts
 * new syntask.Block("alerts", { typeSlug: "slack-webhook", data: { url: config.requireSecret("slackUrl") } });
 * ```
 */
export class Block extends BlockResource {
  declare readonly typeSlug: pulumi.Output<string>;
  declare readonly data: pulumi.Output<BlockData>;

  constructor(name: string, args: BlockArgs, opts?: pulumi.CustomResourceOptions) {
    const { typeSlug, data, adopt, connection } = args;
    const schemaId = args.schema?.id;
    const props = { name: args.name ?? name, typeSlug, schemaId, data: withReferences(data), adopt, connection };
    super(Block.definition, name, typeSlug, props, opts);
  }

  /** @internal */
  static readonly definition = define<BlockInputs>({
    kind: "Block",
    noun: "block",
    label: ({ typeSlug = "", name = "" }) => `${typeSlug}/${name}`,
    properties: ["name", "typeSlug", "schemaId", "data"],
    replaceOn: ["name", "typeSlug"],
    naturalKey: ["name", "typeSlug"],
    identity: ({ typeSlug, name }) => blockIdentity(typeSlug, name),
    secretFields: ["data"],
    defaults: {},

    check({ name, typeSlug, data }, problems) {
      checkSlug("name", name, problems);
      checkSlug("typeSlug", typeSlug, problems);
      checkNotMasked("data", data, problems);
    },

    async find(client, { typeSlug, name }) {
      const document = await findDocument(client, typeSlug, name);
      return document && observe(document);
    },

    async create(client, { typeSlug, name, data, schemaId }) {
      return { id: await createDocument(client, typeSlug, name, data, schemaId), state: {} };
    },

    async read(client, id) {
      const document = await readDocument(client, id);
      return document && observe(document);
    },

    async update(client, id, { typeSlug, data, schemaId }) {
      await updateDocument(client, id, typeSlug, data, schemaId);
      return {};
    },

    delete: deleteDocument,
  });
}

interface BlockInputs extends ProviderInputs {
  name: string;
  typeSlug: string;
  schemaId?: string;
  data: BlockData;
}

const observe = ({ id, created, name, data, schemaId }: BlockDocument) => ({
  id,
  created,
  inputs: { name, data, schemaId },
  state: {},
});

/** Blocks among the values become references to their documents. */
function withReferences(data: BlockArgs["data"]): pulumi.Input<pulumi.Inputs> {
  if (pulumi.Output.isInstance(data) || data instanceof Promise) return data as pulumi.Input<pulumi.Inputs>;
  return Object.fromEntries(
    Object.entries(data).map(([field, value]) => [field, value instanceof BlockResource ? referenceTo(value) : value]),
  );
}

const referenceTo = ({ documentId }: BlockResource) => ({ $ref: { block_document_id: documentId } });

import type * as pulumi from "@pulumi/pulumi";
import {
  type BlockDocument,
  blockIdentity,
  createDocument,
  deleteDocument,
  derivedOfBlock,
  documentNames,
  findDocument,
  listDocuments,
  readDocument,
  updateDocument,
} from "../blocks/block-document.js";
import { BlockResource, withReferences } from "../blocks/block-resource.js";
import { checkNotMasked } from "../checks/masked.js";
import { checkSlug } from "../checks/names.js";
import { defineFields } from "../engine/define-fields.js";
import type { Json } from "../engine/definition.js";
import { map, type OutputsFor, text } from "../engine/field.js";
import { type ArgsOf, inputsFor } from "../provider/define-resource.js";
import { outputValues } from "../provider/output-values.js";
import type { BlockSchema } from "./block-schema.js";

/** A value in a block: any JSON value, or another block, to which it then refers. */
export type BlockValue = pulumi.Input<Json> | BlockResource;

const fields = {
  /**
   * Unique among blocks of the type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name: text({ namedLikeResource: true, naturalKey: true, replaceOnChanges: true, check: checkSlug }),
  /** Slug of the block's type, such as `slack-webhook`. A change replaces the block. */
  typeSlug: text({ required: true, naturalKey: true, replaceOnChanges: true, wire: false, check: checkSlug }),
  /** Id of the block schema that the data follows. @default the newest, left to the server */
  schemaId: text({ wire: false }),
  /** Data of the block, by the field names of its type; all encrypted in state, as the type may declare any field secret. */
  data: map({ required: true, secretFields: true, check: checkNotMasked }),
};

/** The args of {@link Block}. */
export type BlockArgs = Omit<ArgsOf<typeof fields, { data: pulumi.Input<Record<string, BlockValue>> }>, "schemaId"> & {
  /** Block schema that the data follows, where the type has several. @default the newest, left to the server */
  schema?: BlockSchema;
};

const definition = defineFields(fields, {
  kind: "Block",
  noun: "block",
  label: ({ typeSlug = "", name = "" }) => `${typeSlug}/${name}`,
  identity: ({ typeSlug, name }) => blockIdentity(typeSlug, name),
  writtenKey: ["typeSlug", "name"],
  derived: derivedOfBlock(({ typeSlug }) => typeSlug),

  namesakes: async (client, { typeSlug, name }) => ({ name, others: await documentNames(client, typeSlug) }),

  check({ data }, failures, { olds }) {
    const isImported = olds !== undefined && olds.data === undefined;
    if (isImported && data !== undefined && Object.keys(data).length === 0) {
      failures.add(
        "data",
        "is empty, and the block has been imported without it, as any field may be a secret; write its fields, or the block loses them",
      );
    }
  },

  async list(client) {
    return (await listDocuments(client)).map(observe);
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

/**
 * A block document of any block type. A change of one field shows as that field in a preview, without its value.
 *
 * @example
 * ```ts
 * new syntask.Block("alerts", { typeSlug: "slack-webhook", data: { url: config.requireSecret("slackUrl") } });
 * ```
 */
export class Block extends BlockResource {
  /** Id of the block schema that the program says, if it does. */
  declare readonly schemaId: OutputsFor<typeof fields>["schemaId"];
  /** Data of the block, by the field names of its type; secret. */
  declare readonly data: OutputsFor<typeof fields>["data"];

  constructor(name: string, args: BlockArgs, opts?: pulumi.CustomResourceOptions) {
    const given = { ...args, schemaId: args.schema?.id, data: referring(args.data) };
    super(definition, name, undefined, inputsFor(definition, name, given), opts);
  }

  /** @internal */
  static override readonly definition = definition;
}

const observe = ({ id, created, name, typeSlug, data, schemaId }: BlockDocument) => ({
  id,
  created,
  inputs: { name, typeSlug, data, schemaId },
  state: {},
});

/** Blocks among the values become references to their documents. */
function referring(data: BlockArgs["data"] | undefined): pulumi.Input<pulumi.Inputs> | undefined {
  return data === undefined || outputValues.isLater(data)
    ? (data as pulumi.Output<pulumi.Inputs>)
    : withReferences(data);
}

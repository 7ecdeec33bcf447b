import type * as pulumi from "@pulumi/pulumi";
import { path } from "../api/client.js";
import { define, type Observed, type ProviderInputs } from "../provider/definition.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import { checkReserved, checkSlug } from "./names.js";

export interface BlockTypeArgs extends CommonArgs {
  /** What people see; unique in the workspace. A change replaces the type. @default the resource's name */
  name?: pulumi.Input<string>;
  /** What references use: lowercase letters, digits and dashes. A change replaces the type. @default the resource's name */
  slug?: pulumi.Input<string>;
  /** @default none */
  logoUrl?: pulumi.Input<string>;
  /** @default none */
  documentationUrl?: pulumi.Input<string>;
  /** @default none */
  description?: pulumi.Input<string>;
  /** How a flow uses it, in Markdown. @default none */
  codeExample?: pulumi.Input<string>;
}

/**
 * A kind of block that the server does not bring along. Its fields are in a `BlockSchema`. Deleting it on the server
 * deletes its blocks too, so destroying one that still has blocks is refused.
 *
 * @example
 * ```ts
 * const type = new syntask.BlockType("warehouse", { description: "How to reach our warehouse" });
 * ```
 */
export class BlockType extends SyntaskResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly slug: pulumi.Output<string>;

  constructor(name: string, args: BlockTypeArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super(BlockType.definition, name, { ...args, name: args.name ?? name, slug: args.slug ?? name }, opts);
  }

  /** @internal */
  static readonly definition = define<BlockTypeInputs>({
    kind: "BlockType",
    noun: "block type",
    label: ({ slug }) => slug ?? "",
    properties: ["name", "slug", "logoUrl", "documentationUrl", "description", "codeExample"],
    replaceOn: ["name", "slug"],
    // Name and slug are unique each by itself: a new type that keeps one of them cannot stand beside the old one.
    naturalKey: [],
    identity: ({ slug }) => ["BlockType", slug],
    defaults: { logoUrl: null, documentationUrl: null, description: null, codeExample: null },

    check({ name, slug }, problems, context) {
      checkReserved("name", name, context, problems);
      checkSlug("slug", slug, problems);
    },

    async find(client, { slug }) {
      const type = await client.find<WireBlockType>(path`/block_types/slug/${slug}`);
      return type && observe(type);
    },

    async create(client, inputs) {
      const { name, slug } = inputs;
      const type = await client.post<WireBlockType>(
        "/block_types/",
        { name, slug, ...editable(inputs) },
        { repeatable: true },
      );
      // A name that is taken answers with the other type. Source: `syntask/api.md`, section 6.
      if (type.slug !== slug)
        throw new Error(`its name "${name}" belongs to block type "${type.slug}"; choose another name`);
      return { id: type.id, state: {} };
    },

    async read(client, id) {
      const type = await client.find<WireBlockType>(path`/block_types/${id}`);
      return type && observe(type);
    },

    async update(client, id, inputs) {
      await client.patch(path`/block_types/${id}`, editable(inputs));
      return {};
    },

    async delete(client, id) {
      const documents = await client.filter<{ name: string }>("block_documents", { block_type_id: { any_: [id] } });
      if (documents.length > 0) {
        const names = documents.map(({ name }) => `"${name}"`).join(", ");
        throw new Error(`still has blocks that would be deleted with it: ${names}; delete them first`);
      }
      await client.delete(path`/block_types/${id}`);
    },
  });
}

interface BlockTypeInputs extends ProviderInputs {
  name: string;
  slug: string;
  logoUrl?: string;
  documentationUrl?: string;
  description?: string;
  codeExample?: string;
}

/** A block type as the server sends it. */
export interface WireBlockType {
  id: string;
  created: string;
  name: string;
  slug: string;
  logo_url: string | null;
  documentation_url: string | null;
  description: string | null;
  code_example: string | null;
}

const editable = ({ logoUrl, documentationUrl, description, codeExample }: BlockTypeInputs) => ({
  logo_url: logoUrl ?? null,
  documentation_url: documentationUrl ?? null,
  description: description ?? null,
  code_example: codeExample ?? null,
});

const observe = (wire: WireBlockType): Observed<BlockTypeInputs, object> => ({
  id: wire.id,
  created: wire.created,
  inputs: {
    name: wire.name,
    slug: wire.slug,
    logoUrl: wire.logo_url,
    documentationUrl: wire.documentation_url,
    description: wire.description,
    codeExample: wire.code_example,
  },
  state: {},
});

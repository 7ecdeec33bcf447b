import { path } from "../api/client.js";
import { checkReserved, checkSlug } from "../checks/names.js";
import { collection } from "../engine/collection.js";
import { text } from "../engine/field.js";
import { toWire } from "../engine/field-table.js";
import { type ArgsOf, type ResourceClass, resource } from "../provider/define-resource.js";

// Name and slug are unique each by itself: a new type that keeps one of them cannot stand beside the old one. So neither
// is the natural key that lets a new object be made before the old one goes.
const fields = {
  /** Display name in the UI; unique in the workspace. A change replaces the type. @default the resource's name */
  name: text({ namedLikeResource: true, replaceOnChanges: true, sent: "create", check: checkReserved }),
  /** Slug, by which references name the type: lowercase letters, digits and dashes. A change replaces the type. @default the resource's name */
  slug: text({ namedLikeResource: true, replaceOnChanges: true, sent: "create", check: checkSlug }),
  /** URL of its logo. @default none */
  logoUrl: text({ default: null }),
  /** URL of its documentation. @default none */
  documentationUrl: text({ default: null }),
  /** Description shown in the UI. @default none */
  description: text({ default: null }),
  /** Code example of its use in a flow, in Markdown, shown in the UI. @default none */
  codeExample: text({ default: null }),
};

/** The args of {@link BlockType}. */
export type BlockTypeArgs = ArgsOf<typeof fields>;

const Base: ResourceClass<typeof fields> = resource({
  kind: "BlockType",
  noun: "block type",
  label: ({ slug }) => slug ?? "",
  identity: ({ slug }) => ["BlockType", slug],
  writtenKey: ["slug"],
  fields,
  ...collection("/block_types/", fields, { byKey: ({ slug }) => path`/block_types/slug/${slug}` }),

  async create(client, inputs) {
    const { name, slug } = inputs;
    const body = toWire(fields, inputs, "create");
    const type = await client.post<{ id: string; slug: string }>("/block_types/", body, { repeatable: true });
    // A name that is taken answers with the other type. Source: `docs/server-rules.md`, "Blocks".
    if (type.slug !== slug)
      throw new Error(`its name "${name}" belongs to block type "${type.slug}"; choose another name`);
    return { id: type.id, state: {} };
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

/**
 * A custom block type, which the server does not bring along. Its fields are in a `BlockSchema`. Deleting it on the server
 * deletes its blocks too, so destroying one that still has blocks is refused.
 *
 * @example
 * ```ts
 * const type = new syntask.BlockType("warehouse", { description: "How to reach our warehouse" });
 * ```
 */
export class BlockType extends Base {}

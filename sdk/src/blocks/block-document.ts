import { setTimeout as sleep } from "node:timers/promises";
import { type Client, path } from "../api/client.js";
import { ApiError } from "../api/errors.js";
import type { Json } from "../provider/definition.js";
import { nearest } from "../resources/nearest.js";

/** Content of a block. Source: `syntask/api.md`, section 6. */
export type BlockData = Record<string, Json>;

/** A document as its creator wrote it: references to other documents are not resolved. */
export interface BlockDocument {
  id: string;
  name: string;
  data: BlockData;
}

interface WireDocument {
  id: string;
  name: string;
  data: BlockData;
  block_document_references: Record<string, { block_document: { id: string } }>;
}

interface Row {
  id: string;
}

const retriesOfFirstSecret = 5;

export async function findDocument(client: Client, slug: string, name: string): Promise<BlockDocument | undefined> {
  const document = await client.find<WireDocument>(
    `${path`/block_types/slug/${slug}/block_documents/name/${name}`}?include_secrets=true`,
  );
  return document && withReferences(document);
}

export async function readDocument(client: Client, id: string): Promise<BlockDocument | undefined> {
  const document = await client.byId<WireDocument>("block_documents", id);
  return document && withReferences(document);
}

export async function createDocument(client: Client, slug: string, name: string, data: BlockData): Promise<string> {
  const { typeId, schemaId } = await schemaOf(client, slug);
  const body = { name, data, block_type_id: typeId, block_schema_id: schemaId };
  for (let attempt = 1; ; attempt++) {
    try {
      return (await client.post<Row>("/block_documents/", body, { repeatable: true })).id;
    } catch (error) {
      // The first secrets of a new server race for its encryption key.
      const raced = error instanceof ApiError && error.status === 409 && /integrity/i.test(error.detail);
      if (!raced || attempt > retriesOfFirstSecret) throw error;
      await sleep(50 * attempt);
    }
  }
}

/** Writes the whole content: a merge would drop references that it does not repeat. */
export async function updateDocument(client: Client, id: string, data: BlockData): Promise<void> {
  await client.patch(path`/block_documents/${id}`, { data, merge_existing_data: false });
}

export async function deleteDocument(client: Client, id: string): Promise<void> {
  await client.delete(path`/block_documents/${id}`);
}

/** The type and the newest schema that the server has for a slug. */
function schemaOf(client: Client, slug: string): Promise<{ typeId: string; schemaId: string }> {
  return client.remember(`block schema ${slug}`, async () => {
    const type = await client.find<Row>(path`/block_types/slug/${slug}`);
    if (!type) throw await unknownType(client, slug);
    const [newest] = await client.filter<Row>("block_schemas", { block_type_id: { any_: [type.id] } });
    if (!newest) throw new Error(`block type "${slug}" has no schema yet; make a BlockSchema for it`);
    return { typeId: type.id, schemaId: newest.id };
  });
}

async function unknownType(client: Client, slug: string): Promise<Error> {
  const types = await client.filter<{ slug: string }>("block_types", {});
  const slugs = types.map((type) => type.slug);
  return new Error(
    `the server has no block type "${slug}"${nearest(slug, slugs)}; make a BlockType and a BlockSchema for it`,
  );
}

/** The server answers with the content of other documents in the place of the references to them. */
function withReferences({ id, name, data, block_document_references: references }: WireDocument): BlockDocument {
  const referring = Object.entries(references ?? {}).map(([field, { block_document }]) => [
    field,
    { $ref: { block_document_id: block_document.id } },
  ]);
  return { id, name, data: { ...data, ...Object.fromEntries(referring) } };
}

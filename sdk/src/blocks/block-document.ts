import { setTimeout as sleep } from "node:timers/promises";
import { type Client, type Names, path } from "../api/client.js";
import { pageSize } from "../api/collection.js";
import type { Connection } from "../api/connection.js";
import { ApiError } from "../api/errors.js";
import type { Definition, Json, ProviderInputs } from "../engine/definition.js";
import { unknown } from "../engine/unknown.js";
import { refuseMisfits, schemaFor } from "./block-type-schema.js";

/** Content of a block. Source: `docs/server-rules.md`, "Blocks". */
export type BlockData = Record<string, Json>;

/** A document as its creator wrote it: references to other documents are not resolved. */
export interface BlockDocument {
  id: string;
  created: string;
  name: string;
  typeSlug?: string;
  data: BlockData;
  schemaId: string;
}

/** A document is the same object whether a typed block or a `Block` declares it. */
export const blockIdentity = (slug: string | undefined, name: string | undefined) => ["block", slug, name];

/** What a worker replaces by the content of a block, as soon as its type and name are known. */
const referenceIn = ({ dialect }: Connection, slug: string | undefined, name: string | undefined): unknown =>
  typeof slug === "string" && typeof name === "string" ? dialect.blockPlaceholder(slug, name) : unknown;

/** What every block has beside its inputs. */
export const derivedOfBlock = <Inputs extends ProviderInputs & { name?: string }>(
  slugOf: (inputs: Partial<Inputs>) => string | undefined,
): NonNullable<Definition<Inputs>["derived"]> => ({
  documentId: ({ id }) => id,
  typeSlug: ({ inputs }) => slugOf(inputs),
  reference: ({ inputs, connection }) => referenceIn(connection, slugOf(inputs), inputs.name),
});

/** How one block refers to another in its data. */
export const referenceTo = (documentId: string) => ({ $ref: { block_document_id: documentId } });

/** The document that a value refers to, if it is a reference. */
export function referredBy(value: Json | undefined): string | undefined {
  const reference = value as { $ref?: { block_document_id?: string } } | null | undefined;
  return reference?.$ref?.block_document_id;
}

/** A document as the server answers with it. */
export interface WireDocument {
  id: string;
  created: string;
  name: string;
  data: BlockData;
  block_schema_id: string;
  block_type?: { slug: string } | null;
  block_document_references: Record<string, { block_document: { id: string } }>;
}

interface Row {
  id: string;
}

const retriesOfFirstSecret = 5;

/** @param options `secrets` in clear, else masked */
export async function findDocument(
  client: Client,
  slug: string,
  name: string,
  { secrets = true } = {},
): Promise<BlockDocument | undefined> {
  const document = await client.find<WireDocument>(
    `${path`/block_types/slug/${slug}/block_documents/name/${name}`}?include_secrets=${secrets}`,
  );
  return document && withReferences(document);
}

/** @param slug of their type; of every type when left out */
export async function listDocuments(client: Client, slug?: string): Promise<BlockDocument[]> {
  const ofType = slug === undefined ? {} : { block_types: { slug: { any_: [slug] } } };
  const documents = await client.filter<WireDocument>("block_documents", { is_anonymous: { eq_: false } }, ofType);
  return documents.map(withReferences);
}

/** Documents by the slugs of their types and their names, `secret/token`: those of the first page, asked for once. */
export const documentPaths = (client: Client): Promise<string[]> =>
  client.remember("paths of block documents", async () =>
    (await client.firstPage<WireDocument>(listing, named())).map(pathOf),
  );

/** Names of the documents of a type, those of the first page and those made since: asked for once in half a minute. */
export const documentNames = (client: Client, slug: string): Promise<Names> =>
  client.namesIn(partOf(slug), async () => {
    const ofType = { ...named(), block_types: { slug: { any_: [slug] } } };
    const rows = await client.firstPage<WireDocument>(listing, ofType);
    return { names: rows.map(({ name }) => name), areAll: rows.length < pageSize };
  });

const partOf = (slug: string): string => `block documents of type ${slug}`;

/** Those among some that the server has. */
export async function documentPathsOf(client: Client, paths: readonly string[]): Promise<string[]> {
  const names = paths.map((one) => one.split("/")[1]);
  return (await client.list<WireDocument>(listing, named({ name: { any_: names } }))).map(pathOf);
}

const listing = "/block_documents/filter";

const named = (filter: object = {}): object => ({
  include_secrets: false,
  block_documents: { is_anonymous: { eq_: false }, ...filter },
});

const pathOf = ({ block_type, name }: WireDocument): string => `${block_type?.slug}/${name}`;

/** @param placeholder a block's `reference`, as pull steps have it */
export async function documentBehind(client: Client, placeholder: string): Promise<BlockDocument> {
  const [, slug, name] = /^{{\s*\w+\.blocks\.([a-z0-9-]+)\.([a-z0-9-]+)\s*}}$/.exec(placeholder) ?? [];
  if (!slug || !name) throw new Error(`${placeholder} is not a placeholder of a block; write a block's \`reference\``);
  const document = await findDocument(client, slug, name);
  if (!document) throw new Error(`there is no block "${slug}/${name}", which ${placeholder} names; make it first`);
  return document;
}

export async function readDocument(client: Client, id: string): Promise<BlockDocument | undefined> {
  const document = await client.byId<WireDocument>("block_documents", id);
  return document && withReferences(document);
}

/** @param schemaId the schema of the type that the data follows; the newest when left out */
export async function createDocument(
  client: Client,
  slug: string,
  name: string,
  data: BlockData,
  schemaId?: string,
): Promise<string> {
  const schema = await schemaFor(client, slug, schemaId);
  refuseMisfits(schema, data);
  const body = { name, data, block_type_id: schema.typeId, block_schema_id: schema.id };
  await client.addName(partOf(slug), name);
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
export async function updateDocument(
  client: Client,
  id: string,
  slug: string,
  data: BlockData,
  schemaId?: string,
): Promise<void> {
  const schema = await schemaFor(client, slug, schemaId);
  refuseMisfits(schema, data);
  await client.patch(path`/block_documents/${id}`, { data, block_schema_id: schema.id, merge_existing_data: false });
}

export async function deleteDocument(client: Client, id: string): Promise<void> {
  await client.delete(path`/block_documents/${id}`);
}

/** The server answers with the content of other documents in the place of the references to them. */
export function withReferences(document: WireDocument): BlockDocument {
  const { id, created, name, data, block_schema_id: schemaId, block_document_references: references } = document;
  const referring = Object.entries(references ?? {}).map(([field, { block_document }]) => [
    field,
    referenceTo(block_document.id),
  ]);
  return {
    id,
    created,
    name,
    typeSlug: document.block_type?.slug,
    schemaId,
    data: { ...data, ...Object.fromEntries(referring) },
  };
}

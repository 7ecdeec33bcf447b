import type { Client } from "../api/client.js";
import {
  type BlockData,
  referenceTo,
  referredBy,
  type WireDocument,
  withReferences,
} from "../blocks/block-document.js";
import { typedBlocks } from "../blocks/typed-block.js";
import type { Json } from "../engine/definition.js";
import { type ExportedObject, Reference, type Value } from "./exported-object.js";
import { meaningful } from "./meaningful.js";
import type { Secrets } from "./secrets.js";

interface WireBlockType {
  id: string;
  name: string;
  slug: string;
  logo_url: string | null;
  documentation_url: string | null;
  description: string | null;
  code_example: string | null;
}

interface WireSchema {
  id: string;
  block_type_id: string;
  fields: Record<string, Value> & { block_type_slug?: string };
  capabilities: string[];
  version: string;
  checksum: string;
}

interface Document extends WireDocument {
  block_type: WireBlockType;
  block_schema: { fields: { secret_fields?: string[] } };
  is_anonymous: boolean;
}

/** Version of the schemas that people make; those that come with a library have its version. */
const ownVersion = "non-versioned";

/** Block types that people made, which have no logo as those of libraries have, their schemas, and every block. */
export async function exportBlocks(client: Client, secrets: Secrets): Promise<ExportedObject[]> {
  const types = await client.list<WireBlockType>("/block_types/filter");
  const schemas = (await client.list<WireSchema>("/block_schemas/filter")).filter(
    ({ version }) => version === ownVersion,
  );
  const documents = await client.list<Document>("/block_documents/filter");
  const clear = await client.filter<Document>("block_documents", {});
  const inClear = new Map(clear.map((document) => [document.id, document]));
  const ownTypes = types.filter(({ id, logo_url }) => !logo_url && schemas.some((one) => one.block_type_id === id));
  const ownSchemas = schemas.filter(({ block_type_id }) => ownTypes.some(({ id }) => id === block_type_id));
  const named = documents.filter(({ is_anonymous }) => !is_anonymous);
  return [
    ...ownTypes.map(exportType),
    ...ownSchemas.map((schema) => exportSchema(schema, ownTypes)),
    ...named.map((document) => exportDocument(document, inClear.get(document.id) ?? document, ownSchemas, secrets)),
  ];
}

const exportType = (type: WireBlockType): ExportedObject => ({
  id: type.id,
  kind: "BlockType",
  name: type.slug,
  namedBy: ["name", "slug"],
  inputs: {
    name: type.name === type.slug ? undefined : type.name,
    logoUrl: type.logo_url ?? undefined,
    documentationUrl: type.documentation_url ?? undefined,
    description: type.description ?? undefined,
    codeExample: type.code_example ?? undefined,
  },
});

function exportSchema(schema: WireSchema, types: readonly WireBlockType[]): ExportedObject {
  const { slug } = types.find(({ id }) => id === schema.block_type_id)!;
  const { block_schema_references: _, block_type_slug: ownSlug, ...fields } = schema.fields;
  return {
    id: schema.id,
    kind: "BlockSchema",
    name: slug,
    namedBy: [],
    state: { checksum: schema.checksum },
    inputs: {
      blockType: new Reference(schema.block_type_id, slug),
      fields: ownSlug === slug || ownSlug === undefined ? fields : { ...fields, block_type_slug: ownSlug },
      capabilities: schema.capabilities.length > 0 ? schema.capabilities : undefined,
    },
  };
}

/** @param clear the same document with its secrets */
function exportDocument(
  wire: Document,
  clear: Document,
  ownSchemas: readonly WireSchema[],
  secrets: Secrets,
): ExportedObject {
  const document = withReferences(wire);
  const { id, name, schemaId } = document;
  const { slug } = wire.block_type;
  const typed = typedBlocks.get(slug);
  if (typed) {
    const { definition, inputsOf } = typed;
    const values = inputsOf(withReferences(clear)) as Record<string, Json>;
    const { name: _, ...shown } = meaningful(definition, inputsOf(document));
    const inputs = Object.entries(shown).map(([input, value]): [string, Value] => {
      if (definition.secrets?.includes(input)) return [input, secrets.require(values[input]!, slug, name, input)];
      return [input, referring(value, document.data)];
    });
    return { id, kind: definition.kind, name, inputs: Object.fromEntries(inputs) };
  }
  const { secret_fields: secretFields = [] } = wire.block_schema.fields;
  const data = Object.entries(document.data).map(([field, value]): [string, Value] => {
    const referred = referredBy(value);
    if (referred) return [field, new Reference(referred, referenceTo(referred))];
    // The server masks texts only, so an object that is secret would be shown.
    if (secretFields.includes(field)) return [field, secrets.require(clear.data[field]!, slug, name, field)];
    return [field, secrets.replaceMasked(value, clear.data[field]!, slug, name, field)];
  });
  return {
    id,
    kind: "Block",
    name,
    renamed: { schema: "schemaId" },
    inputs: {
      typeSlug: slug,
      schema: ownSchemas.some((schema) => schema.id === schemaId) ? new Reference(schemaId, schemaId) : undefined,
      data: Object.fromEntries(data),
    },
  };
}

/** The inputs of typed blocks hold ids where the data holds references. */
function referring(value: Value, data: BlockData): Value {
  const isReference = Object.values(data).some((field) => referredBy(field) === value);
  return isReference ? new Reference(value as string, value as string) : value;
}

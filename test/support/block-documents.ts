import { raw } from "./raw-api";

/** Makes a document of a block type as a person would, and returns its id. */
export async function makeDocument(slug: string, name: string, data: object): Promise<string> {
  const { id } = await raw("GET", `/block_types/slug/${slug}`);
  const [schema] = await raw("POST", "/block_schemas/filter", { block_schemas: { block_type_id: { any_: [id] } } });
  const body = { name, data, block_type_id: id, block_schema_id: schema.id };
  return (await raw("POST", "/block_documents/", body)).id;
}

export const replaceData = (id: string, data: object): Promise<unknown> =>
  raw("PATCH", `/block_documents/${id}`, { data, merge_existing_data: false });

export const removeDocument = (id: string): Promise<unknown> => raw("DELETE", `/block_documents/${id}`);

import { raw, unique } from "../../support/raw-api";
import type { Subject } from "../subject";

/** A block that can store results, and its id. */
export async function makeFileSystem(slug = "local-file-system"): Promise<string> {
  const type = await raw("GET", `/block_types/slug/${slug}`);
  const ofType = { block_schemas: { block_type_id: { any_: [type.id] } } };
  const [schema] = await raw("POST", "/block_schemas/filter", ofType);
  const document = await raw("POST", "/block_documents/", {
    name: unique("results"),
    data: slug === "secret" ? { value: "none" } : { basepath: "/tmp/results" },
    block_type_id: type.id,
    block_schema_id: schema.id,
  });
  return document.id;
}

/** What a person does by the UI. */
export const setStorage = (block: string) => raw("PUT", "/admin/storage", { default_result_storage_block_id: block });

const setAnother = async () => setStorage(await makeFileSystem());

export const resultStorageSubjects: Subject[] = [
  {
    kind: "ServerDefaultResultStorage",
    needs: { since: "3.7.0" },
    isOnlyOne: true,
    inputs: async () => ({ block: await makeFileSystem() }),
    changes: { block: makeFileSystem },
    clearable: [],
    drift: { property: "block", make: setAnother },
    remove: () => raw("DELETE", "/admin/storage"),
    occupy: setAnother,
  },
];

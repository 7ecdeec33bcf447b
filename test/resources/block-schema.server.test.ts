import { makeDocument } from "../support/block-documents";
import { raw, unique } from "../support/raw-api";
import { failureOf, made, resource } from "../support/resource";
import { listen } from "../support/said";

const said = listen();

const fields = (...names: string[]) => ({
  title: "Thing",
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
});

async function makeType(): Promise<string> {
  const slug = unique("type");
  await raw("POST", "/block_types/", { name: slug, slug });
  return slug;
}

const schemaOnServer = (id: string) => raw("GET", `/block_schemas/${id}`);
const documentOnServer = (id: string) => raw("GET", `/block_documents/${id}`);

test("one more field makes a second schema, and the first stays with the blocks that follow it", async () => {
  const blockType = await makeType();
  const schema = await made("BlockSchema", { blockType, fields: fields("url") });
  const first = schema.stored!.id;
  const theirs = await makeDocument(blockType, "theirs", { url: "a" });
  expect(await schema.up({ blockType, fields: fields("url", "port") })).toBe("replaced");
  expect(await documentOnServer(theirs)).toMatchObject({ name: "theirs", block_schema_id: first });
  expect(schema.stored!.id).not.toBe(first);
  expect(said()).toContain(
    `block schema "${blockType} non-versioned" stays on the server: block "theirs" would be deleted with it`,
  );
});

test("one more field takes a schema along that no block follows", async () => {
  const blockType = await makeType();
  const schema = await made("BlockSchema", { blockType, fields: fields("url") });
  const first = schema.stored!.id;
  await schema.up({ blockType, fields: fields("url", "port") });
  await expect(schemaOnServer(first)).rejects.toMatchObject({ status: 404 });
});

test("destroy leaves a schema that blocks follow, anonymous ones too", async () => {
  const blockType = await makeType();
  const schema = await made("BlockSchema", { blockType, fields: fields("url") });
  const { id } = schema.stored!;
  const { block_type_id } = await schemaOnServer(id);
  const body = { data: { url: "a" }, block_type_id, block_schema_id: id, is_anonymous: true };
  const { id: document, name } = await raw("POST", "/block_documents/", body);
  await schema.destroy();
  expect(await documentOnServer(document)).toMatchObject({ block_schema_id: id });
  expect(said().at(-1)).toContain(`stays on the server: block "${name}" would be deleted with it`);
});

describe.each([
  ["secret_fields", { fields: { ...fields("token"), secret_fields: ["token"] } }, "fields.secret_fields"],
  ["capabilities", { fields: fields("token"), capabilities: ["reads"] }, "capabilities"],
])("other %s under the same version, which the server would leave as they are,", (_, change, property) => {
  test("are refused at preview, and the schema and its blocks stay", async () => {
    const blockType = await makeType();
    const schema = await made("BlockSchema", { blockType, fields: fields("token") });
    const { id } = schema.stored!;
    const theirs = await makeDocument(blockType, "theirs", { token: "a" });
    expect(await failureOf(schema.up({ blockType, ...change }))).toBe(
      `\`${property}\` cannot change alone: the server knows a schema by its type, its other fields and its \`version\`; write another \`version\``,
    );
    expect(await schemaOnServer(id)).toMatchObject({ id });
    expect(await documentOnServer(theirs)).toMatchObject({ name: "theirs" });
  });

  test("are made under another version", async () => {
    const blockType = await makeType();
    const schema = await made("BlockSchema", { blockType, fields: fields("token") });
    expect(await schema.up({ blockType, ...change, version: "2" })).toBe("replaced");
    const { fields: made2, capabilities } = await schemaOnServer(schema.stored!.id);
    expect({ fields: made2, capabilities }).toMatchObject(change);
  });

  test("are refused where somebody else made the schema", async () => {
    const blockType = await makeType();
    await made("BlockSchema", { blockType, fields: fields("token") });
    expect(await failureOf(resource("BlockSchema").up({ blockType, ...change }))).toBe(
      `block schema "${blockType} non-versioned": the server has these fields as version "non-versioned" already, with other \`${property}\`, which it would keep; write another \`version\``,
    );
  });
});

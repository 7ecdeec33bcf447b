import { blockSchemas } from "../../sdk/src/blocks/block-schemas";
import { raw, unique } from "../support/raw-api";
import { failureOf, made, resource } from "../support/resource";
import { serverTakes } from "../support/server-version";

/** What the Apprise blocks take as `notify_type`. */
const notifyTypes = [
  ...(serverTakes({ before: "3.4.14" }) ? ["prefect_default"] : []),
  ...["info", "success", "warning", "failure"],
];

const documentOf = (id: string) => raw("GET", `/block_documents/${id}?include_secrets=true`);
const referenceTo = (id: string) => ({ $ref: { block_document_id: id } });

describe("traps of api.md, section 6", () => {
  test("a reference to another block is kept by an update that does not touch it, and is never drift", async () => {
    const credentials = await made("Block", {
      typeSlug: "aws-credentials",
      name: unique("aws"),
      data: { aws_access_key_id: "AKIA", aws_secret_access_key: "hush" },
    });
    const inputs = {
      typeSlug: "s3-bucket",
      name: unique("bucket"),
      data: { bucket_name: "flows", credentials: referenceTo(credentials.stored!.id) },
    };
    const bucket = await made("Block", inputs);
    await bucket.refresh();
    expect(bucket.stored!.inputs.data).toEqual(inputs.data);
    await bucket.up({ ...inputs, data: { ...inputs.data, bucket_folder: "etl" } });
    const { data, block_document_references: references } = await documentOf(bucket.stored!.id);
    expect(data.bucket_folder).toBe("etl");
    expect(references.credentials.block_document.id).toBe(credentials.stored!.id);
  });

  test("a reference whose block was deleted is drift", async () => {
    const credentials = await made("Block", {
      typeSlug: "aws-credentials",
      name: unique("aws"),
      data: { region_name: "eu" },
    });
    const inputs = {
      typeSlug: "s3-bucket",
      name: unique("bucket"),
      data: { bucket_name: "flows", credentials: referenceTo(credentials.stored!.id) },
    };
    const bucket = await made("Block", inputs);
    await credentials.destroy();
    await bucket.refresh();
    expect(await bucket.preview(inputs)).toEqual({ changes: true, replaces: [] });
  });

  test("a field that is left out goes from the server", async () => {
    const inputs = { typeSlug: "aws-credentials", name: unique("aws"), data: { region_name: "eu", profile_name: "a" } };
    const block = await made("Block", inputs);
    await block.up({ ...inputs, data: { region_name: "eu" } });
    expect((await documentOf(block.stored!.id)).data).toEqual({ region_name: "eu" });
  });

  test.each([
    ["Block", { typeSlug: "slack-webhook", data: { url: "********" } }, "data.url"],
    ["Secret", { value: "********" }, "value"],
    ["Secret", { value: { token: "********" } }, "value.token"],
    ["GitHubCredentials", { token: "********" }, "token"],
  ])("the server's mask is refused as a value of %s", async (kind, inputs, place) => {
    expect(await resource(kind).check({ name: "masked", ...inputs })).toEqual([
      `\`${place}\` is ********, the server's mask for a secret that it does not show; write the secret itself`,
    ]);
  });

  test.each([["text"], [42], [{ user: "a", password: "b" }], [["a", "b"]], [true]])(
    "the secret %j comes back as it was sent, and is encrypted in the outputs by its name",
    async (value) => {
      const inputs = { name: unique("secret"), value };
      const secret = await made("Secret", inputs);
      await secret.refresh();
      expect(secret.stored!.inputs.value).toEqual(value);
      expect(await secret.preview(inputs)).toEqual({ changes: false, replaces: [] });
    },
  );

  test("what is left out of a credentials block is not sent as null, which breaks the worker", async () => {
    const block = await made("BitbucketCredentials", { name: unique("bitbucket"), token: "hush" });
    expect((await documentOf(block.stored!.id)).data).toEqual({ token: "hush" });
  });

  test("a type that the server lacks is named, with the nearest it has", async () => {
    const name = unique("block");
    expect(await failureOf(resource("Block").up({ typeSlug: "slack-webhok", name, data: {} }))).toBe(
      `block "slack-webhok/${name}": the server has no block type "slack-webhok"; did you mean "slack-webhook"?; make a BlockType and a BlockSchema for it`,
    );
  });

  test("the newest of a type's schemas is used", async () => {
    const slug = unique("type");
    await made("BlockType", { name: slug, slug });
    const schema = (version: string) => ({
      blockType: slug,
      version,
      fields: { title: "T", type: "object", properties: {} },
    });
    await made("BlockSchema", schema("1"));
    const newest = await made("BlockSchema", schema("2"));
    const block = await made("Block", { typeSlug: slug, name: unique("block"), data: {} });
    expect((await documentOf(block.stored!.id)).block_schema_id).toBe(newest.stored!.id);
  });

  test("two schemas of one type and version with different fields stand side by side", async () => {
    const slug = unique("type");
    await made("BlockType", { name: slug, slug });
    const fields = (size: string) => ({ title: "T", type: "object", properties: { size: { type: size } } });
    const first = await made("BlockSchema", { blockType: slug, fields: fields("integer") });
    const second = await made("BlockSchema", { blockType: slug, fields: fields("string") });
    expect(second.stored!.id).not.toBe(first.stored!.id);
  });

  test("types with the same fields have a schema each, though the server knows schemas by their fields alone", async () => {
    const fields = { title: "T", type: "object", properties: { shared: { type: "string" } } };
    const [first, second] = [unique("type"), unique("type")];
    for (const slug of [first, second]) await made("BlockType", { name: slug, slug });
    const schemas = [
      await made("BlockSchema", { blockType: first, fields }),
      await made("BlockSchema", { blockType: second, fields }),
    ];
    expect(schemas[0]!.stored!.id).not.toBe(schemas[1]!.stored!.id);
    await made("Block", { typeSlug: second, name: unique("block"), data: { shared: "a" } });
  });

  test("a type whose name belongs to another is refused, and the other is left as it is", async () => {
    const slug = unique("type");
    await made("BlockType", { name: slug, slug, description: "theirs" });
    expect(await failureOf(resource("BlockType").up({ name: slug, slug: `${slug}-2`, description: "mine" }))).toBe(
      `block type "${slug}-2": its name "${slug}" belongs to block type "${slug}"; choose another name`,
    );
    expect(await raw("GET", `/block_types/slug/${slug}`)).toMatchObject({ description: "theirs" });
  });

  test("a type that still has blocks is not deleted, as they would go with it", async () => {
    const slug = unique("type");
    const type = await made("BlockType", { name: slug, slug });
    await made("BlockSchema", { blockType: slug, fields: { title: "T", type: "object", properties: {} } });
    const block = await made("Block", { typeSlug: slug, name: "theirs", data: {} });
    expect(await failureOf(type.destroy())).toBe(
      `block type "${slug}": still has blocks that would be deleted with it: "theirs"; delete them first`,
    );
    await block.destroy();
    await type.destroy();
  });

  describe("what does not fit the schema of the type is refused before anything is written", () => {
    test.each([
      ["slack-webhook", {}, "`url` is missing"],
      [
        "slack-webhook",
        { url: "https://a.invalid", notify_typ: "info" },
        '`notify_typ` is not a field; did you mean "notify_type"?',
      ],
      [
        "slack-webhook",
        { url: "https://a.invalid", notify_type: "loud" },
        `\`notify_type\` must be equal to one of the allowed values: ${notifyTypes.join(", ")}`,
      ],
      ["slack-webhook", { url: 5 }, "`url` must be string"],
      [
        "aws-credentials",
        { aws_client_parameters: { use_ssl: "hush" } },
        "`aws_client_parameters.use_ssl` must be boolean",
      ],
    ])("%s %j", async (typeSlug, data, reason) => {
      const name = unique("block");
      const failure = await failureOf(resource("Block").up({ typeSlug, name, data }));
      expect(failure).toBe(`block "${typeSlug}/${name}": ${reason}, says the schema of block type "${typeSlug}"`);
      await expect(raw("GET", `/block_types/slug/${typeSlug}/block_documents/name/${name}`)).rejects.toMatchObject({
        status: 404,
      });
    });

    test("also by an update, which leaves the block as it is", async () => {
      const inputs = { typeSlug: "slack-webhook", name: unique("block"), data: { url: "https://a.invalid" } };
      const block = await made("Block", inputs);
      expect(await failureOf(block.up({ ...inputs, data: { url: true } }))).toContain("`url` must be string");
      expect((await documentOf(block.stored!.id)).data).toEqual({ url: "https://a.invalid" });
    });
  });

  test("a block follows the schema that it names, and moves to another in place", async () => {
    const slug = unique("type");
    await made("BlockType", { name: slug, slug });
    const schema = (version: string, field: string) =>
      made("BlockSchema", {
        blockType: slug,
        version,
        fields: { title: "T", type: "object", properties: { [field]: { type: "string" } } },
      });
    const first = await schema("1", "url");
    const second = await schema("2", "address");
    const inputs = { typeSlug: slug, name: unique("block"), data: { url: "a" }, schemaId: first.stored!.id };
    const block = await made("Block", inputs);
    expect((await documentOf(block.stored!.id)).block_schema_id).toBe(first.stored!.id);
    const news = { ...inputs, data: { address: "a" }, schemaId: second.stored!.id };
    expect(await block.up(news)).toBe("updated");
    expect(await documentOf(block.stored!.id)).toMatchObject({
      block_schema_id: second.stored!.id,
      data: { address: "a" },
    });
    await block.refresh();
    expect(await block.preview(news)).toEqual({ changes: false, replaces: [] });
  });

  describe("what is written down of the types that have a class", () => {
    // Capabilities and details of their fields change with versions; the names that a class writes do not.
    test.each(Object.entries(blockSchemas))("%s has the fields that it is written with", async (slug, { fields }) => {
      const { id } = await raw("GET", `/block_types/slug/${slug}`);
      const schemas = await raw("POST", "/block_schemas/filter", { block_schemas: { block_type_id: { any_: [id] } } });
      const names = schemas.map((schema: any) => Object.keys(schema.fields.properties).sort());
      expect(names).toContainEqual(Object.keys((fields as any).properties).sort());
    });

    if (!serverTakes({ before: "3.1.0" })) return;
    test.each(Object.entries(blockSchemas))("%s is as the server has it, all but its prose", async (slug, known) => {
      const { id, name } = await raw("GET", `/block_types/slug/${slug}`);
      const schemas = await raw("POST", "/block_schemas/filter", { block_schemas: { block_type_id: { any_: [id] } } });
      expect(
        schemas.map(({ capabilities, fields }: any) => ({
          name,
          capabilities: capabilities.sort(),
          fields: withoutProse(fields),
        })),
      ).toContainEqual(known);
    });
  });
});

/** A `description` and `examples` that are texts, and no names of fields. */
function withoutProse(value: any): any {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutProse);
  const isProse = (key: string) => ["description", "examples"].includes(key) && value[key]?.type === undefined;
  const kept = Object.keys(value).filter((key) => !isProse(key));
  return Object.fromEntries(kept.map((key) => [key, withoutProse(value[key])]));
}

import { type BlockTypeSchema, refuseMisfits, schemaFor } from "../../sdk/src/blocks/block-type-schema";
import { clientOf, server } from "../api/client-of";
import { failureOf } from "../support/resource";
import { json } from "../support/scripted-server";

const fields = {
  type: "object",
  properties: { url: { type: "string" }, size: { type: "integer" }, inner: { type: "object", properties: {} } },
  required: ["url", "inner"],
};
const schema = (more: object = {}): BlockTypeSchema => ({
  id: "s",
  typeId: "t",
  slug: "thing",
  fields: { ...fields, ...more },
});
const reference = { $ref: { block_document_id: "1" } };

describe("data of a block", () => {
  test.each<[object, object]>([
    [{ url: "a", inner: {} }, {}],
    [{ url: "a", inner: reference, size: 3 }, {}],
    [{ url: reference, inner: reference }, {}],
    [{ url: "a", inner: {}, other: 1 }, { additionalProperties: true }],
    [{ url: "a", inner: {}, other: 1 }, { additionalProperties: {} }],
    [{}, { properties: undefined, required: undefined }],
  ])("%j fits its schema with %j", (data, more) => {
    expect(() => refuseMisfits(schema(more), data as never)).not.toThrow();
  });

  test.each<[object, object, string]>([
    [{ inner: {} }, {}, "`url` is missing"],
    [{ url: "a", inner: {}, siez: 3 }, {}, '`siez` is not a field; did you mean "size"?'],
    [{ url: "a", inner: {}, zzzzzzz: 3 }, {}, "`zzzzzzz` is not a field"],
    [{ url: 3, inner: {}, size: "big" }, {}, "`url` must be string; `size` must be integer"],
    [{ url: "a", inner: { $res: 1 }, constructor: 1 }, {}, "`constructor` is not a field"],
    [
      { size: "big", unheard: 1 },
      {},
      "`unheard` is not a field; `url` is missing; `inner` is missing; `size` must be integer",
    ],
    [{ a: 1 }, { properties: undefined, required: undefined }, "`a` is not a field"],
    [{ url: "a", inner: {}, other: "x" }, { additionalProperties: { type: "integer" } }, "`other` must be integer"],
  ])("%j does not fit it with %j", (data, more, faults) => {
    expect(() => refuseMisfits(schema(more), data as never)).toThrow(
      new Error(`${faults}, says the schema of block type "thing"`),
    );
  });
});

describe("the schema of a type", () => {
  /** A server that has some types, each with its schemas, and takes new ones. */
  const clientOfServerWith = (types: Record<string, object[]>) =>
    clientOf(({ method, path, body }, response) => {
      const answer = (status: number, data: unknown) => json(status, data)(undefined as never, response);
      const slug = path.startsWith("/block_types/slug/") ? path.split("/")[3]! : "";
      if (path === "/admin/version") return answer(200, "3.0.8");
      if (slug)
        return Object.hasOwn(types, slug)
          ? answer(200, { id: `id of ${slug}` })
          : answer(404, { detail: "Block type not found" });
      if (path === "/block_types/filter")
        return answer(
          200,
          Object.keys(types).map((known) => ({ slug: known })),
        );
      if (path === "/block_schemas/filter") {
        const [id] = (body as any).block_schemas.block_type_id.any_;
        return answer(200, types[id.replace("id of ", "")] ?? []);
      }
      const made = body as any;
      if (method === "POST" && path === "/block_types/") {
        types[made.slug] = [];
        return answer(201, { id: `id of ${made.slug}` });
      }
      types[made.block_type_id.replace("id of ", "")]!.push({ id: "made", fields: made.fields });
      return answer(201, { id: "made" });
    });
  const written = () =>
    server.received
      .filter(({ path }) => path === "/block_types/" || path === "/block_schemas/")
      .map(({ body }) => (body as any).slug ?? (body as any).block_type_id);

  test("is the newest, or the one that is asked for, and is read once", async () => {
    const client = await clientOfServerWith({
      thing: [
        { id: "new", fields },
        { id: "old", fields: {} },
      ],
    });
    expect(await schemaFor(client, "thing")).toEqual({ id: "new", typeId: "id of thing", slug: "thing", fields });
    expect(await schemaFor(client, "thing", "old")).toMatchObject({ id: "old", fields: {} });
    const asked = server.received.length;
    await Promise.all([schemaFor(client, "thing"), schemaFor(client, "thing", "old")]);
    expect(server.received).toHaveLength(asked);
  });

  test("is missed where there is none, or not that one", async () => {
    const client = await clientOfServerWith({ thing: [] });
    expect(await failureOf(schemaFor(client, "thing"))).toBe(
      'block type "thing" has no schema yet; make a BlockSchema for it',
    );
    expect(await failureOf(schemaFor(client, "thing", "other"))).toBe(
      'block type "thing" has no schema other; make a BlockSchema for it',
    );
  });

  test.each([
    ["thign", '; did you mean "thing"?'],
    ["constructor", ""],
  ])("of a type that the server lacks, %s, is refused", async (slug, hint) => {
    const client = await clientOfServerWith({ thing: [] });
    expect(await failureOf(schemaFor(client, slug))).toBe(
      `the server has no block type "${slug}"${hint}; make a BlockType and a BlockSchema for it`,
    );
  });

  test("of a type that has a class is registered, after those that it refers to", async () => {
    const client = await clientOfServerWith({});
    expect(await schemaFor(client, "s3-bucket")).toMatchObject({ id: "made", typeId: "id of s3-bucket" });
    const slugs = written();
    expect(slugs.slice(-2)).toEqual(["s3-bucket", "id of s3-bucket"]);
    expect(slugs.slice(0, 2)).toEqual([expect.stringMatching(/-credentials$/), expect.stringMatching(/-credentials$/)]);
    expect(slugs).toContain("aws-credentials");
  });
});

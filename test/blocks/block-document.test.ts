import { createDocument, documentBehind, readDocument, updateDocument } from "../../sdk/src/blocks/block-document";
import { clientOf, server } from "../api/client-of";
import { failureOf } from "../support/resource";
import { json, type Received, type ScriptedServer } from "../support/scripted-server";

type Answer = Parameters<typeof ScriptedServer.start>[0];

const schema = (id: string) => ({ id, fields: { type: "object", properties: { value: {} } } });
const raced = json(409, { detail: "Data integrity conflict. This usually means a unique constraint was violated." });
const taken = json(409, { detail: "Block document already exists" });
const fine = json(201, { id: "d1" });
const document = {
  id: "d1",
  created: "2026-01-01T00:00:00Z",
  name: "bot",
  data: { token: "hush", base: { token: "of the other" } },
  block_schema_id: "s1",
  block_document_references: { base: { block_document: { id: "d0" } } },
};

/** A server that has the type `secret`, and answers to each write with the next answer, the last one for ever. */
async function clientOfServerThatAnswers(...writes: Answer[]) {
  return clientOf((received, response) => answerTo(received, writes)(received, response));
}

function answerTo({ path, method }: Received, writes: Answer[]): Answer {
  if (path === "/admin/version") return json(200, "3.0.8");
  if (path === "/block_types/slug/secret") return json(200, { id: "t1" });
  if (path === "/block_schemas/filter") return json(200, [schema("newest"), schema("first")]);
  if (path === "/block_documents/filter") return json(200, [document]);
  if (path.startsWith("/block_types/slug/secret/block_documents/name/bot?")) return json(200, document);
  if (method === "GET") return json(404, { detail: "Block document not found" });
  return (writes.length > 1 ? writes.shift() : writes[0])!;
}

const written = () => server.received.filter(({ path }) => /^\/block_documents\/(?!filter)/.test(path));

describe("a block", () => {
  test("is written for the newest schema of its type, or for the one that is asked for", async () => {
    const client = await clientOfServerThatAnswers(fine);
    expect(await createDocument(client, "secret", "bot", { value: "hush" })).toBe("d1");
    await createDocument(client, "secret", "bot", { value: "hush" }, "first");
    await updateDocument(client, "d1", "secret", { value: "hush" }, "first");
    const data = { value: "hush" };
    expect(written().map(({ method, path, body }) => [method, path, body])).toEqual([
      ["POST", "/block_documents/", { name: "bot", data, block_type_id: "t1", block_schema_id: "newest" }],
      ["POST", "/block_documents/", { name: "bot", data, block_type_id: "t1", block_schema_id: "first" }],
      ["PATCH", "/block_documents/d1", { data, block_schema_id: "first", merge_existing_data: false }],
    ]);
  });

  test("is made when the first secrets of a new server are no longer in each other's way", async () => {
    const client = await clientOfServerThatAnswers(raced, raced, fine);
    expect(await createDocument(client, "secret", "bot", { value: "hush" })).toBe("d1");
    expect(written()).toHaveLength(3);
  });

  test("is given up after the sixth time that they are", async () => {
    const client = await clientOfServerThatAnswers(raced);
    expect(await failureOf(createDocument(client, "secret", "bot", { value: "hush" }))).toContain("integrity");
    expect(written()).toHaveLength(6);
  });

  test.each([
    ["has another of its name", taken],
    ["refuses it", json(400, { detail: "Data integrity" })],
  ])("is tried once where the server %s", async (_, answer) => {
    const client = await clientOfServerThatAnswers(answer);
    await expect(createDocument(client, "secret", "bot", { value: "hush" })).rejects.toThrow("answered 4");
    expect(written()).toHaveLength(1);
  });

  test("is refused where its type has no such schema", async () => {
    const client = await clientOfServerThatAnswers(fine);
    expect(await failureOf(createDocument(client, "secret", "bot", { value: "hush" }, "other"))).toBe(
      'block type "secret" has no schema other; make a BlockSchema for it',
    );
  });

  test("has references to other blocks as its creator wrote them", async () => {
    const client = await clientOfServerThatAnswers(fine);
    expect(await readDocument(client, "d1")).toEqual({
      id: "d1",
      created: document.created,
      name: "bot",
      schemaId: "s1",
      data: { token: "hush", base: { $ref: { block_document_id: "d0" } } },
    });
    expect(await readDocument(client, "gone")).toBeUndefined();
  });
});

describe("the block behind a placeholder", () => {
  test.each(["{{ syntask.blocks.secret.bot }}", "{{syntask.blocks.secret.bot}}", "{{  prefect.blocks.secret.bot  }}"])(
    "%s is read, its secrets in clear",
    async (placeholder) => {
      const client = await clientOfServerThatAnswers(fine);
      expect(await documentBehind(client, placeholder)).toMatchObject({ id: "d1" });
      expect(server.received.at(-1)!.path).toMatch(/\?include_secrets=true$/);
    },
  );

  test("that is not there is named", async () => {
    const client = await clientOfServerThatAnswers(fine);
    expect(await failureOf(documentBehind(client, "{{ syntask.blocks.secret.none-2 }}"))).toBe(
      'there is no block "secret/none-2", which {{ syntask.blocks.secret.none-2 }} names; make it first',
    );
  });

  test.each([
    "bot",
    "{{ syntask.variables.bot }}",
    "{{ syntask.blocks.secret }}",
    "{{ syntask.blocks.secret.bot.value }}",
    "a {{ syntask.blocks.secret.bot }}",
    "{{ syntask.blocks.secret.bot }} b",
    "{{ syntask.blocks.Secret.bot }}",
    "{{ blocks.secret.bot }}",
  ])("%s is none", async (placeholder) => {
    const client = await clientOfServerThatAnswers(fine);
    expect(await failureOf(documentBehind(client, placeholder))).toBe(
      `${placeholder} is not a placeholder of a block; write a block's \`reference\``,
    );
    expect(server.received).toEqual([]);
  });
});

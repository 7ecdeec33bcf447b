import * as pulumi from "@pulumi/pulumi";
import { getBlock, getVariable } from "pulumi-syntask";
import { lookUpObject } from "../../sdk/src/provider/look-up";
import { Variable } from "../../sdk/src/resources/variable";
import { json, type Received, ScriptedServer } from "../support/scripted-server";

const variable = { id: "v1", created: "2026-01-01T00:00:00Z", name: "size", value: { max: 3 }, tags: ["a"] };
const document = {
  id: "d1",
  created: "2026-01-01T00:00:00Z",
  name: "bot",
  data: { value: "hush-hush" },
  block_schema_id: "s1",
  block_type: { slug: "secret" },
  block_document_references: {},
};

let server: ScriptedServer;
let version: unknown;
beforeEach(async () => {
  version = "3.0.8";
  server = await ScriptedServer.start((received, response) => answerTo(received)(received, response));
  pulumi.runtime.setAllConfig({ "syntask:dialect": "prefect", "syntask:apiUrl": server.url });
});
afterEach(() => server.stop());

/** What has no value on the server is left out of what a program gets. */
const foundAs = (inputs: object) => async () => ({ id: "v1", inputs, state: {} });

function answerTo({ path, method }: Received): ReturnType<typeof json> {
  if (path === "/admin/version") return json(200, version);
  if (path === "/variables/name/size") return json(200, variable);
  if (path.startsWith("/block_types/slug/secret/block_documents/name/bot")) return json(200, document);
  if (method === "POST") return json(200, []);
  return json(404, { detail: "not found" });
}

test("a look-up gives what the server has", async () => {
  expect(await getVariable({ name: "size" })).toEqual({ id: "v1", name: "size", value: { max: 3 }, tags: ["a"] });
  const flow = await lookUpObject(
    { ...Variable.definition, find: foundAs({ tags: null }) },
    { name: "size" },
    undefined,
  );
  expect(flow).toEqual({ id: "v1", name: "size" });
});

test("what is not there ends the program with a line that names it, the server and where its URL is from", async () => {
  const failure = await getVariable({ name: "none" }).catch((error) => error);
  expect(failure).toBeInstanceOf(pulumi.RunError);
  expect(failure.message).toMatch(
    /^variable "none": there is none on http:\S+\/api \(.+\); make it first, or correct the name or the `connection`$/,
  );
});

test("a server that is too old, that refuses or that is not there ends the program too", async () => {
  version = "2.20.0";
  await expect(getVariable({ name: "size" })).rejects.toThrow(
    /is a server of version 2\.20\.0; this package needs 3\.0\.0/,
  );
  const refusing = await ScriptedServer.start(json(401, { detail: "Invalid authentication credentials" }));
  pulumi.runtime.setAllConfig({ "syntask:dialect": "prefect", "syntask:apiUrl": refusing.url });
  await expect(getVariable({ name: "size" })).rejects.toThrow(/^variable "size": /);
  await refusing.stop();
  pulumi.runtime.setAllConfig({ "syntask:dialect": "prefect" });
  await expect(getVariable({ name: "size", connection: "prod" })).rejects.toThrow(
    'variable "size": "prod" is not configured; run `pulumi config set syntask-prod:apiUrl <URL>`',
  );
});

test("another workspace is asked where its connection is named", async () => {
  pulumi.runtime.setAllConfig({
    "syntask:dialect": "prefect",
    "syntask:apiUrl": "http://127.0.0.1:9/api",
    "syntask-prod:apiUrl": server.url,
    "syntask-prod:dialect": "prefect",
  });
  expect(await getVariable({ name: "size", connection: "prod" })).toMatchObject({ id: "v1" });
});

test("a block's data is asked for and given, as a secret, only where the program wants it", async () => {
  const found = await getBlock({ typeSlug: "secret", name: "bot" });
  expect(found).toEqual({
    documentId: "d1",
    typeSlug: "secret",
    name: "bot",
    reference: "{{ prefect.blocks.secret.bot }}",
  });
  const asked = () => server.received.at(-1)!.path.split("?")[1] ?? "";
  expect(asked()).not.toContain("include_secrets=true");
  const { data } = await getBlock({ typeSlug: "secret", name: "bot", includeData: true });
  expect(asked()).toContain("include_secrets=true");
  const { isSecret } = data as unknown as { isSecret: Promise<boolean> };
  expect(await isSecret).toBe(true);
});

test("a block that is not there is named by its type and name", async () => {
  await expect(getBlock({ typeSlug: "secret", name: "none" })).rejects.toThrow(
    /^block "secret\/none": there is none on /,
  );
});

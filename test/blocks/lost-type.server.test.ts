import { blockSchemas } from "../../sdk/src/blocks/block-schemas";
import { raw, unique } from "../support/raw-api";
import { resource } from "../support/resource";
import { SecondServer } from "../support/second-server";

/** Of this file alone: what it deletes would be missed by the tests that run beside it. */
let server: SecondServer;
beforeAll(async () => {
  server = await SecondServer.start();
  process.env.SYNTASK_TEST_API_URL = server.url;
  for (const slug of ["gcs-bucket", "gcp-credentials"]) {
    const { id } = await raw("GET", `/block_types/slug/${slug}`);
    await raw("DELETE", `/block_types/${id}`);
  }
});
afterAll(() => server.stop());

const made = async (kind: string, inputs: object) => {
  const engine = resource(kind);
  await engine.up({ name: unique("block"), ...inputs });
  return engine;
};

test("a type that the server lost is registered again by the next typed block, those that it refers to as well", async () => {
  const bucket = await made("GcsBucket", { bucket: "flows" });
  for (const slug of ["gcs-bucket", "gcp-credentials"]) {
    const { id, name } = await raw("GET", `/block_types/slug/${slug}`);
    const [schema] = await raw("POST", "/block_schemas/filter", { block_schemas: { block_type_id: { any_: [id] } } });
    const { capabilities, fields, ...type } = blockSchemas[slug]!;
    const { properties, secret_fields } = fields;
    expect({ name }).toEqual(type);
    expect(schema).toMatchObject({ capabilities, fields: { properties, secret_fields } });
  }

  const credentials = await made("GcpCredentials", { project: "p" });
  await bucket.up({ ...bucket.stored!.inputs, gcpCredentials: credentials.stored!.id });
  await bucket.refresh();
  expect(bucket.stored!.inputs.gcpCredentials).toBe(credentials.stored!.id);
});

test("what is secret in a type that was registered again is masked", async () => {
  const masked = await made("GcpCredentials", { serviceAccountInfo: { private_key: "hush-hush" } });
  const { data } = await raw("GET", `/block_documents/${masked.stored!.id}`);
  expect(data).toEqual({ service_account_info: { private_key: "********" } });
});

import { type AccountKey, GcsEmulator } from "../../emulators/gcs/gcs-emulator";
import { installDouble } from "../../emulators/providers/install";
import { exchangeKey } from "../../sdk/src/gcp/service-account-key";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";
import { runBundle } from "../support/worker";

const name = unique("bundles");
const python = process.env.PULUMI_SYNTASK_NEWEST_WORKER!;

let gcs: GcsEmulator;
let stack: Stack;

const program = (args: string) => `
const { GcsFlowStorage } = require("pulumi-syntask/gcp");
const storage = new GcsFlowStorage("${name}", { folder: "etl", verify: false, ${args} });
new syntask.WorkPool("${name}", { type: "process", storageConfiguration: storage.bundles });
exports.bucket = storage.bucket;
exports.bundles = storage.bundles;
`;

beforeAll(async () => {
  gcs = await GcsEmulator.start();
  stack = await Stack.create({
    program: program("bundles: true"),
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", ...gcs.config() },
    secretConfig: gcs.secretConfig,
  });
  await installDouble(stack, "gcp");
  await stack.up();
});
afterAll(async () => {
  await stack?.remove();
  await gcs?.stop();
});

async function tokenOf(block: string): Promise<string> {
  const path = `/block_types/slug/gcp-credentials/block_documents/name/${block}?include_secrets=true`;
  const { data } = await raw("GET", path);
  return (await exchangeKey(data.service_account_info as AccountKey)).access_token;
}

async function buckets(): Promise<{ own: string; ofBundles: string }> {
  const { bucket, bundles } = await stack.outputs();
  const [{ bucket: ofBundles }] = Object.values<any>(bundles.bundleUploadStep);
  return { own: bucket, ofBundles };
}

test("a flow without a deployment gets to the bucket of bundles and is run from there, with the key of its block", async () => {
  const { own, ofBundles } = await buckets();
  const finished = await runBundle(name, python, { STORAGE_EMULATOR_HOST: gcs.url });
  if (finished.state !== "COMPLETED") console.error(finished.message, finished.logs.join("\n"));
  expect(finished.state).toBe("COMPLETED");
  expect(await gcs.keys(ofBundles)).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  expect(await gcs.keys(own)).toEqual([]);
});

test("the key of bundles puts and gets them, and opens nothing else; that of the storage opens no bundle", async () => {
  const { own, ofBundles } = await buckets();
  await gcs.put(own, "etl/flow.py", "code");
  await gcs.put(ofBundles, "bundle", "code");
  const get = async (token: string, bucket: string, key: string) =>
    (await gcs.request("GET", `/storage/v1/b/${bucket}/o/${encodeURIComponent(key)}?alt=media`, undefined, token))
      .status;
  const put = async (token: string, bucket: string) =>
    (await gcs.request("POST", `/upload/storage/v1/b/${bucket}/o?uploadType=media&name=etl%2Fx`, "x", token)).status;

  const ofBundlesToken = await tokenOf(`${name}-bundles`);
  expect([await put(ofBundlesToken, ofBundles), await get(ofBundlesToken, ofBundles, "bundle")]).toEqual([200, 200]);
  expect([await put(ofBundlesToken, own), await get(ofBundlesToken, own, "etl/flow.py")]).toEqual([403, 403]);

  const ofStorage = await tokenOf(name);
  expect(await get(ofStorage, own, "etl/flow.py")).toBe(200);
  expect([await put(ofStorage, ofBundles), await get(ofStorage, ofBundles, "bundle")]).toEqual([403, 403]);
});

test("bundles expire, and nothing is left to change, also after a refresh", async () => {
  const { ofBundles } = await buckets();
  const { lifecycle } = await gcs.call("GET", `/storage/v1/b/${ofBundles}`);
  expect(lifecycle).toEqual({ rule: [{ action: { type: "Delete" }, condition: { age: 30 } }] });
  await stack.preview("--refresh", "--expect-no-changes");
});

test("bundles keep their bucket until they may be deleted, and then bucket and block are gone", async () => {
  const { ofBundles } = await buckets();
  await stack.write(program(""));
  const { code, output } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(output).toContain(`bucket gs://${ofBundles} stays, as it holds`);
  await stack.write(program("bundles: true, forceDestroy: true"));
  await stack.up();
  await stack.write(program(""));
  await stack.up();
  await expect(gcs.keys(ofBundles)).rejects.toThrow(/404/);
  await expect(tokenOf(`${name}-bundles`)).rejects.toMatchObject({ status: 404 });
});

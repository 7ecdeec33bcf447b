import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { awsConfig, createAdministrator, type Key } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { installDouble } from "../../emulators/providers/install";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";
import { runBundle } from "../support/worker";

const name = unique("bundles");
const python = process.env.PULUMI_SYNTASK_NEWEST_WORKER!;

let moto: Moto;
let administrator: Key;
let stack: Stack;

const program = (args: string) => `
const { S3FlowStorage } = require("pulumi-syntask/aws");
const storage = new S3FlowStorage("${name}", { folder: "etl", verify: false, ${args} });
new syntask.WorkPool("${name}", { type: "process", storageConfiguration: storage.bundles });
exports.bucket = storage.bucket;
exports.bundles = storage.bundles;
`;

beforeAll(async () => {
  moto = await Moto.start();
  administrator = await createAdministrator(moto);
  await moto.enforcePolicies();
  stack = await Stack.create({
    program: program("bundles: true"),
    config: {
      "syntask:apiUrl": serverUrl(),
      "syntask:dialect": "prefect",
      ...awsConfig(moto.url, administrator),
    },
    secretConfig: { "aws:secretKey": administrator.secretAccessKey },
  });
  await installDouble(stack, "aws");
  await stack.up();
});
afterAll(async () => {
  await stack?.remove();
  await moto?.stop();
});

const s3 = (key: Key = administrator) => new S3Client(moto.client(key));

async function keyInBlock(block: string): Promise<Key> {
  const path = `/block_types/slug/aws-credentials/block_documents/name/${block}?include_secrets=true`;
  const { data } = await raw("GET", path);
  return { accessKeyId: data.aws_access_key_id, secretAccessKey: data.aws_secret_access_key };
}

async function buckets(): Promise<{ own: string; ofBundles: string }> {
  const { bucket, bundles } = await stack.outputs();
  const [{ bucket: ofBundles }] = Object.values<any>(bundles.bundleUploadStep);
  return { own: bucket, ofBundles };
}

const keysIn = async (bucket: string): Promise<string[]> =>
  ((await s3().send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(({ Key }) => Key!);

test("a flow without a deployment gets to the bucket of bundles and is run from there, with the key of its block", async () => {
  const { own, ofBundles } = await buckets();
  const finished = await runBundle(name, python);
  if (finished.state !== "COMPLETED") console.error(finished.message, finished.logs.join("\n"));
  expect(finished.state).toBe("COMPLETED");
  expect(await keysIn(ofBundles)).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  expect(await keysIn(own)).toEqual([]);
});

test("the key of bundles puts and gets them, and opens nothing else; that of the storage opens no bundle", async () => {
  const { own, ofBundles } = await buckets();
  await s3().send(new PutObjectCommand({ Bucket: own, Key: "etl/flow.py", Body: "code" }));
  await s3().send(new PutObjectCommand({ Bucket: ofBundles, Key: "bundle", Body: "code" }));
  const get = (key: Key, Bucket: string, Key: string) => s3(key).send(new GetObjectCommand({ Bucket, Key }));
  const list = (key: Key, Bucket: string) => s3(key).send(new ListObjectsV2Command({ Bucket }));
  const put = (key: Key, Bucket: string) => s3(key).send(new PutObjectCommand({ Bucket, Key: "etl/x", Body: "x" }));

  const ofBundlesKey = await keyInBlock(`${name}-bundles`);
  await put(ofBundlesKey, ofBundles);
  await get(ofBundlesKey, ofBundles, "bundle");
  await expect(list(ofBundlesKey, ofBundles)).rejects.toThrow(/Access ?Denied|not authorized/i);
  await expect(get(ofBundlesKey, own, "etl/flow.py")).rejects.toThrow(/Access ?Denied|not authorized/i);
  await expect(put(ofBundlesKey, own)).rejects.toThrow(/Access ?Denied|not authorized/i);

  const ofStorage = await keyInBlock(name);
  await get(ofStorage, own, "etl/flow.py");
  await expect(get(ofStorage, ofBundles, "bundle")).rejects.toThrow(/Access ?Denied|not authorized/i);
  await expect(put(ofStorage, ofBundles)).rejects.toThrow(/Access ?Denied|not authorized/i);
});

test("nothing is left to change, also after a refresh", async () => {
  await stack.preview("--refresh", "--expect-no-changes");
});

test("bundles keep their bucket until they may be deleted, and then pool, block and bucket are as without them", async () => {
  const { ofBundles } = await buckets();
  await stack.write(program(""));
  const { code, output } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(output).toContain(`bucket s3://${ofBundles} stays, as it holds`);
  await stack.write(program("bundles: true, forceDestroy: true"));
  await stack.up();
  await stack.write(program(""));
  await stack.up();
  await expect(keysIn(ofBundles)).rejects.toThrow(/does not exist/);
  await expect(keyInBlock(`${name}-bundles`)).rejects.toMatchObject({ status: 404 });
  const { storage_configuration } = await raw("GET", `/work_pools/${name}`);
  expect(storage_configuration.bundle_upload_step).toBeNull();
});

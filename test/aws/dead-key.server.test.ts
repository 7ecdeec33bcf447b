import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createAdministrator, type Key } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { openS3ObjectStore } from "../../sdk/src/aws/s3-object-store";
import { serverUrl } from "../support/raw-api";
import { SmallEngine } from "../support/small-engine";

let moto: Moto;
let administrator: Key;
beforeAll(async () => {
  moto = await Moto.start();
  administrator = await createAdministrator(moto);
  await moto.enforcePolicies();
});
afterAll(() => moto.stop());

const dead = { accessKeyId: "AKIAGONE", secretAccessKey: "gone" };
const bucket = "dead-key";

test("with a key in the state that was deleted, the stack's own credentials list and delete", async () => {
  const s3 = new S3Client(moto.client(administrator));
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "etl.py", Body: "" }));
  const settings: Record<string, string> = {
    "aws:region": "us-east-1",
    "aws:accessKey": administrator.accessKeyId,
    "aws:secretKey": administrator.secretAccessKey,
  };
  const config = { get: (key: string) => settings[key] };
  const store = await openS3ObjectStore({ bucket, endpoint: moto.url, pathStyle: true }, config, dead);
  const keys = async () => {
    const found: string[] = [];
    for await (const { key } of store.list("")) found.push(key);
    return found;
  };
  expect(await keys()).toEqual(["etl.py"]);
  await store.delete(["etl.py"]);
  expect(await keys()).toEqual([]);
});

test("a rotation that fails says what to do, as AWS gives a user no third key", async () => {
  const engine = new SmallEngine("S3AccessCheck", {
    "syntask:apiUrl": serverUrl(),
    "syntask:dialect": "prefect",
  });
  const inputs = { bucket: "not-there", folder: "etl/", endpoint: moto.url, pathStyle: true, region: "us-east-1" };
  const first = { ...inputs, ...dead };
  engine.stored = { id: "not-there/etl/", inputs: first, outs: first };
  const { accessKeyId, secretAccessKey } = administrator;
  await expect(engine.up({ ...inputs, accessKeyId, secretAccessKey })).rejects.toThrow(
    "there is no such bucket; make it first, or correct its name; the block has the key of before, which is still good: run it again with this `rotation` or with the one before, as AWS gives a user no third key",
  );
});

import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { createAdministrator, createUser, type Key } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { folderPolicy, type S3Permissions } from "../../sdk/src/aws/s3-policies";
import { readAsWorker } from "../../sdk/src/aws/s3-reader";
import { failureOf } from "../support/resource";

let moto: Moto;
const keys = {} as Record<S3Permissions, Key>;

/** Rights are tried on an emulator, whose evaluation of policies is our reading of IAM (`emulators/aws`). */
beforeAll(async () => {
  moto = await Moto.start();
  const everything = new S3Client(moto.client());
  for (const Bucket of ["flows", "other"]) {
    await everything.send(new CreateBucketCommand({ Bucket }));
    for (const Key of ["etl/main.py", "etl2/main.py", "main.py"]) {
      await everything.send(new PutObjectCommand({ Bucket, Key, Body: "code" }));
    }
  }
  await createAdministrator(moto);
  for (const permissions of ["read", "readWrite"] as const) {
    keys[permissions] = await createUser(moto, permissions, folderPolicy("arn:aws:s3:::flows", "etl/", permissions));
  }
  await moto.enforcePolicies();
});
afterAll(() => moto.stop());

const client = (permissions: S3Permissions = "read") => new S3Client(moto.client(keys[permissions]));
const list = (Bucket: string, Prefix?: string) => client().send(new ListObjectsV2Command({ Bucket, Prefix }));
const get = (Bucket: string, Key: string) => client().send(new GetObjectCommand({ Bucket, Key }));
const put = (permissions: S3Permissions, Key: string) =>
  client(permissions).send(new PutObjectCommand({ Bucket: "flows", Key, Body: "new" }));

test("a worker's key lists and reads its folder", async () => {
  const { Contents } = await list("flows", "etl/");
  expect(Contents!.map(({ Key }) => Key)).toEqual(["etl/main.py"]);
  expect(await (await get("flows", "etl/main.py")).Body!.transformToString()).toBe("code");
});

test.each<[string, () => Promise<unknown>]>([
  ["listing the root", () => list("flows")],
  ["listing by an empty prefix", () => list("flows", "")],
  ["listing another folder", () => list("flows", "etl2/")],
  ["listing what begins alike", () => list("flows", "etl")],
  ["listing another bucket", () => list("other", "etl/")],
  ["reading the root", () => get("flows", "main.py")],
  ["reading another folder", () => get("flows", "etl2/main.py")],
  ["reading another bucket", () => get("other", "etl/main.py")],
  ["writing into its folder", () => put("read", "etl/main.py")],
])("%s is denied", async (_, attempt) => {
  await expect(attempt()).rejects.toMatchObject({ name: "AccessDenied" });
});

test("readWrite writes in its folder and in no other", async () => {
  await put("readWrite", "etl/result.txt");
  await expect(put("readWrite", "etl2/result.txt")).rejects.toMatchObject({ name: "AccessDenied" });
});

const settings = (key: Key) => ({ ...key, endpoint: moto.url, pathStyle: true });

test("the verification reads with the key, and gives up on one that is refused, with the reason", async () => {
  await readAsWorker({ bucket: "flows", folder: "etl/" }, settings(keys.read), { say() {} }, 2);
  const started = performance.now();
  const failure = await failureOf(
    readAsWorker({ bucket: "flows", folder: "etl2/" }, settings(keys.read), { say() {} }, 2),
  );
  expect(failure).toContain("the worker's key cannot read it, also after 2 s");
  expect(failure).toContain("s3://flows/etl2/: access denied");
  expect(performance.now() - started).toBeGreaterThan(900);
});

test("a bucket that is not there is no matter of patience", async () => {
  await moto.allowEverything();
  const failure = await failureOf(
    readAsWorker({ bucket: "gone", folder: "etl/" }, settings(keys.read), { say() {} }, 60),
  );
  expect(failure).toContain("there is no such bucket");
  await moto.enforcePolicies();
});

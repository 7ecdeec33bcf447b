import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, DeleteAccessKeyCommand, IAMClient, ListAccessKeysCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { awsConfig, createAdministrator, type Key } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { installDouble } from "../../emulators/providers/install";
import { CountingProxy } from "../support/counting-proxy";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";
import { type FinishedRun, runDeployments } from "../support/worker";

const name = unique("s3");
const awsWorker = process.env.PULUMI_SYNTASK_AWS_WORKER;

let moto: Moto;
let proxy: CountingProxy;
let administrator: Key;
let source: string;
let stack: Stack;
let ownBucket: string;

const flow = (greeting: string) => `
from prefect import flow
from greeting import greeting


@flow
def hello():
    assert greeting == "${greeting}"
`;

const program = (args: string) => `
const { S3FlowStorage } = require("pulumi-syntask/aws");
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const storage = new S3FlowStorage("${name}", { source: ${JSON.stringify(source)}, folder: "etl", ${args} });
const deployment = new syntask.Deployment("${name}", { entrypoint: "hello.py:hello", storage, workPool });
Object.assign(exports, { bucket: storage.bucket, userName: storage.userName, id: deployment.id });
`;

async function write(file: string, content: string): Promise<void> {
  await writeFile(join(source, file), content);
}

beforeAll(async () => {
  moto = await Moto.start();
  administrator = await createAdministrator(moto);
  await moto.enforcePolicies();
  proxy = await CountingProxy.start(moto.url);
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-flows-"));
  await write("hello.py", flow("one"));
  await write("greeting.py", 'greeting = "one"\n');
  await write("notes.txt", "secret plans");
  await write(".syntaskignore", "notes.txt\n.syntaskignore\n");
  stack = await Stack.create({
    config: {
      "syntask:apiUrl": serverUrl(),
      "syntask:dialect": "prefect",
      ...awsConfig(proxy.url.replace(/\/$/, ""), administrator),
    },
    secretConfig: { "aws:secretKey": administrator.secretAccessKey },
  });
  await installDouble(stack, "aws");
});
afterAll(async () => {
  await stack?.remove();
  await proxy?.stop();
  await moto?.stop();
  await rm(source, { recursive: true, force: true });
});

const s3 = (key: Key = administrator) => new S3Client(moto.client(key));
const iam = () => new IAMClient(moto.client(administrator));

async function runOnce(environment: NodeJS.ProcessEnv = {}): Promise<FinishedRun> {
  const { id } = await stack.outputs();
  const [finished] = await runDeployments(name, [id], environment, awsWorker);
  return finished!;
}

const block = () => raw("GET", `/block_types/slug/aws-credentials/block_documents/name/${name}?include_secrets=true`);

async function keyInBlock(): Promise<Key> {
  const { data } = await block();
  return { accessKeyId: data.aws_access_key_id, secretAccessKey: data.aws_secret_access_key };
}

async function keysInBucket(): Promise<string[]> {
  const { bucket } = await stack.outputs();
  const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.map(({ Key }) => Key!);
}

const objectRequests = () =>
  Object.entries(proxy.calls).filter(
    ([call]) => /^(PUT|POST|DELETE) \/[^?]*(\/|\?delete)/.test(call) && !/ \/ /.test(call),
  );

test("a folder becomes objects, a key and a block, and a worker pulls the code with that key", async () => {
  await stack.write(program(""));
  const preview = await stack.preview();
  expect(preview).toContain("+ greeting.py");
  expect(preview).not.toContain("notes.txt");
  await stack.up();
  ownBucket = (await stack.outputs()).bucket;
  expect(await keysInBucket()).toEqual(["etl/greeting.py", "etl/hello.py"]);
  const finished = await runOnce();
  if (finished.state !== "COMPLETED") console.error(finished.logs.join("\n"));
  expect(finished.state).toBe("COMPLETED");
  const { secretAccessKey } = await keyInBlock();
  expect(await stack.state()).not.toContain(secretAccessKey);
});

test("a second up changes nothing, and asks nothing of AWS", async () => {
  proxy.reset();
  await stack.preview("--expect-no-changes");
  expect(proxy.calls).toEqual({});
});

test("a renamed stack keeps the bucket, the user, the key and the block", async () => {
  const before = await stack.outputs();
  await stack.expect("stack", "rename", "renamed");
  await stack.preview("--expect-no-changes", "--diff");
  await stack.expect("stack", "rename", "test");
  expect(await stack.outputs()).toEqual(before);
});

test("of one edited file the preview names that one, and up sends that one", async () => {
  await write("greeting.py", 'greeting = "two"\n');
  await write("hello.py", flow("two"));
  await stack.up();
  await write("greeting.py", '# for people\ngreeting = "two"\n');
  const preview = await stack.preview();
  expect(preview).toContain("1 changed:");
  expect(preview).toContain("~ greeting.py");
  expect(preview).not.toContain("hello.py");
  proxy.reset();
  await stack.up();
  expect(
    objectRequests().map(([call, count]) => `${count} ${call.split("?")[0]!.replace(/\/[^/]*\//, "/<bucket>/")}`),
  ).toEqual([expect.stringMatching(/^1 PUT \/<bucket>\/etl\/greeting.py/)]);
  expect((await runOnce()).state).toBe("COMPLETED");
});

test("what somebody changed or deleted in the bucket is found and mended", async () => {
  const { bucket } = await stack.outputs();
  await s3().send(new PutObjectCommand({ Bucket: bucket, Key: "etl/hello.py", Body: "broken" }));
  await s3().send(new DeleteObjectCommand({ Bucket: bucket, Key: "etl/greeting.py" }));
  await s3().send(new PutObjectCommand({ Bucket: bucket, Key: "etl/theirs.txt", Body: "not ours" }));
  const preview = await stack.preview("--refresh");
  expect(preview).toMatch(/1 new, 1 changed:/);
  await stack.up("--refresh");
  expect(await keysInBucket()).toEqual(["etl/greeting.py", "etl/hello.py", "etl/theirs.txt"]);
  expect((await runOnce()).state).toBe("COMPLETED");
  await s3().send(new DeleteObjectCommand({ Bucket: bucket, Key: "etl/theirs.txt" }));
});

test("a rotation makes and tries the new key and puts it into the block before the old key goes", async () => {
  const old = await keyInBlock();
  await stack.write(program('rotation: "2"'));
  const output = await stack.up();
  const stepOf = (pattern: RegExp) => output.split("\n").findIndex((line) => pattern.test(line));
  const steps = [/AccessKey.*created/, /S3AccessCheck.*updated/, /AwsCredentials.*updated/, /AccessKey.*deleting/].map(
    stepOf,
  );
  expect(steps).not.toContain(-1);
  expect(steps).toEqual([...steps].sort((left, right) => left - right));
  const fresh = await keyInBlock();
  expect(fresh.accessKeyId).not.toBe(old.accessKeyId);
  const { bucket } = await stack.outputs();
  await expect(s3(old).send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "etl/" }))).rejects.toThrow();
  expect((await runOnce()).state).toBe("COMPLETED");
});

test("with the key removed the worker is refused, and the next up makes another one", async () => {
  const { userName } = await stack.outputs();
  const { AccessKeyMetadata = [] } = await iam().send(new ListAccessKeysCommand({ UserName: userName }));
  expect(AccessKeyMetadata).toHaveLength(1);
  await iam().send(new DeleteAccessKeyCommand({ UserName: userName, AccessKeyId: AccessKeyMetadata[0]!.AccessKeyId }));
  const refused = await runOnce();
  expect(refused.state).not.toBe("COMPLETED");
  expect(refused.logs.join("\n")).toMatch(/InvalidAccessKeyId|AccessDenied|403/);
  await stack.up("--refresh");
  expect((await runOnce()).state).toBe("COMPLETED");
});

test('access: "runtime" lets a role read, and takes key, user and block away', async () => {
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
  };
  const { Role } = await iam().send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  const { userName } = await stack.outputs();
  await stack.write(program(`access: "runtime", readers: ["${name}"]`));
  await stack.up();
  await expect(block()).rejects.toMatchObject({ status: 404 });
  await expect(iam().send(new ListAccessKeysCommand({ UserName: userName }))).rejects.toThrow(
    /cannot be found|NoSuchEntity/,
  );
  const session = await fromTemporaryCredentials({
    masterCredentials: administrator,
    params: { RoleArn: Role!.Arn, RoleSessionName: "worker" },
    clientConfig: { endpoint: moto.url, region: "us-east-1" },
  })();
  const identity = {
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
    AWS_DEFAULT_REGION: "us-east-1",
  };
  const finished = await runOnce(identity);
  if (finished.state !== "COMPLETED") console.error(finished.logs.join("\n"));
  expect(finished.state).toBe("COMPLETED");
});

const foreign = `team-${name}`;

const programOnForeignBucket = () => `
const { S3FlowStorage, pullFromS3 } = require("pulumi-syntask/aws");
const aws = new pulumi.Config("aws");
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const credentials = new syntask.AwsCredentials("${name}-team", {
  awsAccessKeyId: aws.require("accessKey"),
  awsSecretAccessKey: aws.requireSecret("secretKey"),
  regionName: "us-east-1",
  awsClientParameters: { endpointUrl: "${moto.url}" },
});
const storage = new S3FlowStorage("${name}", { bucket: "${foreign}", folder: "etl", credentials });
const pullSteps = [pullFromS3({ bucket: "${foreign}", folder: "etl", credentials })];
const entrypoint = "hello.py:hello";
exports.ids = [
  new syntask.Deployment("${name}", { entrypoint, storage, workPool }).id,
  new syntask.Deployment("${name}-steps", { entrypoint, pullSteps, workPool }).id,
];
`;

test("a bucket that something else fills, and a block that exists, serve a storage and a bare pull step", async () => {
  await s3().send(new CreateBucketCommand({ Bucket: foreign }));
  await s3().send(new PutObjectCommand({ Bucket: foreign, Key: "etl/hello.py", Body: flow("two") }));
  await s3().send(new PutObjectCommand({ Bucket: foreign, Key: "etl/greeting.py", Body: 'greeting = "two"' }));
  await s3().send(new PutObjectCommand({ Bucket: foreign, Key: "etl2/other.py", Body: "not ours" }));
  await stack.write(programOnForeignBucket());
  await stack.up();
  const { ids } = await stack.outputs();
  const runs = await runDeployments(name, ids, {}, awsWorker);
  expect(runs.map(({ state }) => state)).toEqual(["COMPLETED", "COMPLETED"]);
});

test("destroy leaves nothing of its own, and the bucket of others alone", async () => {
  await stack.destroy();
  await s3().send(new HeadBucketCommand({ Bucket: foreign }));
  await expect(s3().send(new HeadBucketCommand({ Bucket: ownBucket }))).rejects.toThrow();
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteObjectCommand, HeadBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { awsConfig, createAdministrator, type Key } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { AzureEmulator } from "../../emulators/azure/azure-emulator";
import { GcsEmulator } from "../../emulators/gcs/gcs-emulator";
import { installDouble } from "../../emulators/providers/install";
import { serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const name = unique("foreign");
const syntask = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };

let source: string;
let stack: Stack;

beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-flows-"));
  await writeFile(join(source, "etl.py"), "");
});
afterAll(() => rm(source, { recursive: true }));

/** Runs what is refused, for what others put into a store. */
async function refusalOf(...command: string[]): Promise<string> {
  const { code, output } = await stack.run(...command, "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  return output.split("\n").find((line) => line.includes(" stays, as ")) ?? output;
}

const waysOut =
  "empty it, or write `forceDestroy: true` and run `pulumi up` before it is deleted, or let go of it: run this again with `--continue-on-error`, so that all the rest goes, and then `pulumi state delete --target-dependents` with its URN, which `pulumi stack --show-urns` prints";

/** Does what the refusal says last. */
async function letGoOf(type: string): Promise<void> {
  const { deployment } = JSON.parse(await stack.expect("stack", "export"));
  const { urn } = deployment.resources.find((resource: { type: string }) => resource.type === type);
  await stack.expect("state", "delete", urn, "--target-dependents", "--yes");
}

describe("a storage account", () => {
  const account = "ownaccount";
  let azure: AzureEmulator;

  const program = (args: string) => `
const { AzureBlobFlowStorage } = require("pulumi-syntask/azure");
new AzureBlobFlowStorage("${name}", { resourceGroupName: "flows", source: ${JSON.stringify(source)}, ${args} });
`;
  const own = (args = "") =>
    program(
      `storageAccountArgs: { accountName: "${account}" }, containerArgs: { containerName: "own" }, endpoint: "${azure.secureUrl}/${account}", ${args}`,
    );

  beforeAll(async () => {
    azure = await AzureEmulator.start();
    stack = await Stack.create({
      config: { ...syntask, ...azure.config },
      environment: azure.environment(azure.owner),
    });
    await installDouble(stack, "azure-native");
  });
  afterAll(async () => {
    await stack?.remove();
    await azure?.stop();
  });

  test("that holds blobs of others stays when another one takes its place", async () => {
    await azure.makeAccount("teamaccount");
    await (await azure.container("teamaccount", "team")).create();
    await stack.write(own());
    await stack.up();
    await azure.put(account, "own", "theirs.csv", "theirs");
    await (await azure.container(account, "models")).create();
    await azure.put(account, "models", "model.bin", "theirs");
    await stack.write(
      program(
        `storageAccount: "teamaccount", container: "team", endpoint: "${azure.secureUrl}/teamaccount", access: "sas"`,
      ),
    );
    expect(await refusalOf("up")).toContain(
      `store guard "${account}/own": storage account ${account} stays, as it holds 2 objects that this stack did not put there: models/, own/theirs.csv; ${waysOut}`,
    );
    expect(await azure.keys(account, "own")).toEqual(["theirs.csv"]);
    expect(await azure.keys(account, "models")).toEqual(["model.bin"]);
  });

  test("can be let go of, and the next up has nothing to say of it", async () => {
    await letGoOf("azure-native:storage:StorageAccount");
    await stack.up();
    await stack.preview("--expect-no-changes");
    expect(await azure.keys(account, "own")).toEqual(["theirs.csv"]);
    await stack.destroy();
    await azure.manage("DELETE", azure.accountId(account));
  });

  test("goes with everything when it is told so, and with nothing else when it is empty", async () => {
    await stack.write(own());
    await stack.up();
    await azure.put(account, "own", "theirs.csv", "theirs");
    expect(await refusalOf("destroy")).toContain(
      "it holds an object that this stack did not put there: own/theirs.csv",
    );
    await stack.write(own("forceDestroy: true"));
    await stack.up();
    await stack.destroy();
    expect(await azure.hasAccount(account)).toBe(false);
  });

  test("without keys is looked into with the identity of the stack", async () => {
    await stack.write(own('access: "runtime"'));
    await stack.up();
    await azure.put(account, "own", "theirs.csv", "theirs").catch(() => undefined);
    await (await azure.container(account, "models")).create().catch(() => undefined);
    await azure.manage("PUT", `${azure.accountId(account)}/blobServices/default/containers/models`, {});
    expect(await refusalOf("destroy")).toContain("it holds an object that this stack did not put there: models/");
    await azure.manage("DELETE", `${azure.accountId(account)}/blobServices/default/containers/models`);
    await stack.destroy();
    expect(await azure.hasAccount(account)).toBe(false);
  });
});

describe("a bucket of S3", () => {
  let moto: Moto;
  let administrator: Key;

  const s3 = () => new S3Client(moto.client(administrator));
  const program = (args = "") => `
const { S3FlowStorage } = require("pulumi-syntask/aws");
exports.bucket = new S3FlowStorage("${name}", { source: ${JSON.stringify(source)}, ${args} }).bucket;
`;

  beforeAll(async () => {
    moto = await Moto.start();
    administrator = await createAdministrator(moto);
    stack = await Stack.create({
      config: { ...syntask, ...awsConfig(moto.url, administrator) },
      secretConfig: { "aws:secretKey": administrator.secretAccessKey },
    });
    await installDouble(stack, "aws");
  });
  afterAll(async () => {
    await stack?.remove();
    await moto?.stop();
  });

  test("that holds objects of others stays with what keeps it private, and goes when it is empty", async () => {
    await stack.write(program());
    await stack.up();
    const { bucket } = await stack.outputs();
    const theirs = { Bucket: bucket, Key: "theirs.csv" };
    await s3().send(new PutObjectCommand({ ...theirs, Body: "theirs" }));
    const line = `bucket s3://${bucket} stays, as it holds an object that this stack did not put there: theirs.csv; ${waysOut}`;
    expect(await refusalOf("destroy")).toContain(line);
    expect(await refusalOf("destroy")).toContain(line);
    expect(await stack.state()).toContain("BucketPublicAccessBlock");
    await s3().send(new DeleteObjectCommand(theirs));
    await stack.destroy();
    await expect(s3().send(new HeadBucketCommand({ Bucket: bucket }))).rejects.toThrow();
  });

  test("can be let go of, and goes with everything when it is told so", async () => {
    await stack.up();
    const { bucket } = await stack.outputs();
    await s3().send(new PutObjectCommand({ Bucket: bucket, Key: "theirs.csv", Body: "theirs" }));
    await refusalOf("destroy", "--continue-on-error");
    await letGoOf("aws:s3/bucket:Bucket");
    await stack.destroy();
    await s3().send(new HeadBucketCommand({ Bucket: bucket }));
    await stack.write(program("forceDestroy: true"));
    await stack.up();
    const { bucket: second } = await stack.outputs();
    await s3().send(new PutObjectCommand({ Bucket: second, Key: "theirs.csv", Body: "theirs" }));
    await stack.destroy();
    await expect(s3().send(new HeadBucketCommand({ Bucket: second }))).rejects.toThrow();
  });
});

describe("a bucket of Google", () => {
  let gcs: GcsEmulator;

  const program = (args = "") => `
const { GcsFlowStorage } = require("pulumi-syntask/gcp");
exports.bucket = new GcsFlowStorage("${name}", { source: ${JSON.stringify(source)}, ${args} }).bucket;
`;

  beforeAll(async () => {
    gcs = await GcsEmulator.start();
    stack = await Stack.create({ config: { ...syntask, ...gcs.config() }, secretConfig: gcs.secretConfig });
    await installDouble(stack, "gcp");
  });
  afterAll(async () => {
    await stack?.remove();
    await gcs?.stop();
  });

  test("that holds objects of others stays, and goes with everything when it is told so", async () => {
    await stack.write(program());
    await stack.up();
    const { bucket } = await stack.outputs();
    await gcs.put(bucket, "theirs.csv", "theirs");
    expect(await refusalOf("destroy")).toContain(
      `bucket gs://${bucket} stays, as it holds an object that this stack did not put there: theirs.csv; ${waysOut}`,
    );
    expect(await gcs.keys(bucket)).toEqual(["theirs.csv"]);
    await stack.write(program("forceDestroy: true"));
    await stack.up();
    await stack.destroy();
    await expect(gcs.keys(bucket)).rejects.toThrow("404");
  });
});

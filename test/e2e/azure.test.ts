import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureEmulator, type Identity } from "../../emulators/azure/azure-emulator";
import { installDouble } from "../../emulators/providers/install";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";
import { type FinishedRun, runDeployments } from "../support/worker";

const name = unique("azure");
const account = "flowcode";
const teamAccount = "teamcode";

let azure: AzureEmulator;
let stack: Stack;
let source: string;
let worker: Identity;

const flow = (greeting: string) => `
from prefect import flow
from greeting import greeting


@flow
def hello():
    assert greeting == "${greeting}"
`;

const program = (args: string) => `
const { AzureBlobFlowStorage } = require("pulumi-syntask/azure");
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const storage = new AzureBlobFlowStorage("${name}", {
  resourceGroupName: "flows",
  storageAccountArgs: { accountName: "${account}" },
  endpoint: "${azure.secureUrl}/${account}",
  containerArgs: { containerName: "flows" },
  source: ${JSON.stringify(source)},
  folder: "etl",
  ${args}
});
const deployment = new syntask.Deployment("${name}", { entrypoint: "hello.py:hello", storage, workPool });
Object.assign(exports, { id: deployment.id, expiresOn: storage.expiresOn });
`;

const write = (file: string, content: string) => writeFile(join(source, file), content);

beforeAll(async () => {
  azure = await AzureEmulator.start();
  worker = await azure.makeIdentity();
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-flows-"));
  await write("hello.py", flow("one"));
  await write("greeting.py", 'greeting = "one"\n');
  await write("notes.txt", "secret plans");
  await write(".syntaskignore", "notes.txt\n.syntaskignore\n");
  stack = await Stack.create({
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", ...azure.config },
    environment: azure.environment(azure.owner),
  });
  await installDouble(stack, "azure-native");
});
afterAll(async () => {
  await stack?.remove();
  await azure?.stop();
  await rm(source, { recursive: true, force: true });
});

/** A run by a worker without an identity, unless it is given one. */
async function runOnce(identity: Identity = { principalId: "", secret: "nobody" }): Promise<FinishedRun> {
  const { id, ids = [id] } = await stack.outputs();
  const environment = azure.environment(identity);
  const finished = await runDeployments(name, ids, environment, process.env.PULUMI_SYNTASK_AZURE_WORKER);
  return finished.find(({ state }) => state !== "COMPLETED") ?? finished[0]!;
}

async function expectCompleted(identity?: Identity): Promise<void> {
  const { state, logs } = await runOnce(identity);
  if (state !== "COMPLETED") console.error(logs.join("\n"));
  expect(state).toBe("COMPLETED");
}

const block = () =>
  raw("GET", `/block_types/slug/azure-blob-storage-credentials/block_documents/name/${name}?include_secrets=true`);
const connectionString = async (): Promise<string> => (await block()).data.connection_string;

/** What was asked of the objects, listings aside. */
const writes = async () => (await azure.calls()).filter((call) => /^(PUT|DELETE) \/flows\//.test(call));

test("a first preview knows what the account will be called, though all of Azure shares these names", async () => {
  await stack.write(program("").replace(/storageAccountArgs: .*,/, ""));
  const preview = await stack.preview("--diff");
  expect(preview).toMatch(/accountName\s*: "[a-z0-9]{12}[0-9a-f]{12}"/);
  expect(await stack.preview("--diff")).toContain(/accountName\s*: "([a-z0-9]+)"/.exec(preview)![1]);
});

test("a renamed stack keeps the account that its first name is in", async () => {
  const [, accountName] = /accountName\s*: "([a-z0-9]+)"/.exec(await stack.preview("--diff"))!;
  await stack.write(
    program("")
      .replace(/storageAccountArgs: .*,/, "")
      .replace(`/${account}"`, `/${accountName}"`),
  );
  await stack.up();
  expect(await azure.keys(accountName!, "flows")).toEqual(["etl/greeting.py", "etl/hello.py"]);
  await stack.expect("stack", "rename", "renamed");
  await stack.preview("--expect-no-changes", "--diff");
  await stack.expect("stack", "rename", "test");
  await stack.destroy();
});

test("a folder becomes objects, a signature and a block, and a worker pulls the code with it", async () => {
  await stack.write(program('access: "sas"'));
  const preview = await stack.preview();
  expect(preview).toContain("+ greeting.py");
  expect(preview).not.toContain("notes.txt");
  await stack.up();
  expect(await azure.keys(account, "flows")).toEqual(["etl/greeting.py", "etl/hello.py"]);
  await expectCompleted();
  const signed = await connectionString();
  expect(signed).toMatch(/SharedAccessSignature=.*sp=rl/);
  expect(signed).not.toContain("AccountKey");
  const state = await stack.state();
  expect(state).not.toContain(/sig=([^&;]+)/.exec(signed)![1]);
  expect(state).not.toContain(await azure.key(account));
});

test("a second up changes nothing, and asks nothing of the container", async () => {
  await azure.resetCalls();
  await stack.preview("--expect-no-changes", "--diff");
  expect(await azure.calls()).toEqual([]);
});

test("of one edited file the preview names that one, and up sends that one", async () => {
  await write("greeting.py", '# for people\ngreeting = "one"\n');
  const preview = await stack.preview();
  expect(preview).toContain("1 changed:");
  expect(preview).toContain("~ greeting.py");
  expect(preview).not.toContain("hello.py");
  await azure.resetCalls();
  await stack.up();
  expect(await writes()).toEqual(["PUT /flows/etl/greeting.py 201"]);
  await expectCompleted();
});

test("what somebody changed or deleted in the container is found and mended", async () => {
  await azure.put(account, "flows", "etl/hello.py", "broken");
  await azure.put(account, "flows", "etl/theirs.txt", "not ours");
  await (await azure.container(account, "flows")).deleteBlob("etl/greeting.py");
  expect(await stack.preview("--refresh")).toMatch(/1 new, 1 changed:/);
  await stack.up("--refresh");
  expect(await azure.keys(account, "flows")).toEqual(["etl/greeting.py", "etl/hello.py", "etl/theirs.txt"]);
  await expectCompleted();
  await (await azure.container(account, "flows")).deleteBlob("etl/theirs.txt");
});

test("a rotation makes and tries the new signature before the block has it", async () => {
  const old = await connectionString();
  await stack.write(program('access: "sas", rotation: "2"'));
  const output = await stack.up();
  const stepOf = (pattern: RegExp) => output.split("\n").findIndex((line) => pattern.test(line));
  const steps = [/ContainerSas.*updated/, /AzureAccessCheck.*updated/, /AzureBlobStorageCredentials.*updated/].map(
    stepOf,
  );
  expect(steps).not.toContain(-1);
  expect(steps).toEqual([...steps].sort((left, right) => left - right));
  expect(await connectionString()).not.toBe(old);
  await expectCompleted();
  await stack.preview("--expect-no-changes");
});

test("with the account key renewed the worker is refused, and the next up signs anew", async () => {
  await azure.renewKey(account, "key1");
  const refused = await runOnce();
  expect(refused.state).not.toBe("COMPLETED");
  expect(refused.logs.join("\n")).toMatch(/Authenti|Authoriz/);
  await stack.up();
  await expectCompleted();
});

test("a worker is refused with a signature that has expired", async () => {
  const { id, data } = await block();
  const { endpoint } = /BlobEndpoint=(?<endpoint>[^;]+)/.exec(data.connection_string)!.groups!;
  const { signedConnectionString } = require("../../sdk/src/azure/container-signature");
  const place = { account, container: "flows", endpoint };
  const expired = signedConnectionString(place, await azure.key(account), "read", new Date(Date.now() - 60_000));
  await raw("PATCH", `/block_documents/${id}`, { data: { connection_string: expired }, merge_existing_data: false });
  const refused = await runOnce();
  expect(refused.state).not.toBe("COMPLETED");
  expect(refused.logs.join("\n")).toMatch(/Authenti|Authoriz/);
  await stack.up("--refresh");
  await expectCompleted();
});

test('access: "connectionString" puts an account key into the block, and the other one when told so', async () => {
  await stack.write(program(""));
  await stack.up();
  expect(await connectionString()).toContain(`AccountKey=${await azure.key(account, "key1")}`);
  await expectCompleted();
  await stack.write(program('accountKey: "key2"'));
  await stack.up();
  expect(await connectionString()).toContain(`AccountKey=${await azure.key(account, "key2")}`);
  await azure.renewKey(account, "key1");
  await expectCompleted();
});

test("releases are pulled from the folder that a variable names", async () => {
  await stack.write(program("releases: true"));
  await stack.up();
  await expectCompleted();
  const { id } = await stack.outputs();
  const variable = `${name.replaceAll("-", "_")}_release`;
  const [step] = (await raw("GET", `/deployments/${id}`)).pull_steps;
  expect(step["prefect_azure.deployments.steps.pull_from_azure_blob_storage"]).toEqual({
    container: "flows",
    folder: `etl/{{ prefect.variables.${variable} }}/`,
    credentials: `{{ prefect.blocks.azure-blob-storage-credentials.${name} }}`,
  });
});

test('access: "runtime" takes no keys any more, and lets an identity read that was given the role', async () => {
  const old = await connectionString();
  const runtime = `access: "runtime", readers: ["${worker.principalId}"]`;
  await stack.write(program(runtime));
  const { code, output: refusal } = await stack.run("preview");
  expect(code).not.toBe(0);
  expect(refusal).toContain("would have the keys refused that workers use now, before anybody has the new roles");
  await azure.delay(3);
  await stack.write(
    program(`${runtime}, storageAccountArgs: { accountName: "${account}", allowSharedKeyAccess: true }`),
  );
  const output = await stack.up();
  expect(output).toContain(`waits until Azure lets this identity use ${account}/flows`);
  expect((await block()).data).toEqual({ account_url: `${azure.secureUrl}/${account}` });
  await expectCompleted(worker);
  await stack.write(program(runtime));
  await stack.up();
  await expectCompleted(worker);
  const stranger = await runOnce(await azure.makeIdentity());
  expect(stranger.state).not.toBe("COMPLETED");
  expect(stranger.logs.join("\n")).toContain("AuthorizationPermissionMismatch");
  const { containerClient } = require("../../sdk/src/azure/blob-client");
  const place = { account, container: "flows" };
  const client = containerClient(
    place,
    { get: () => undefined },
    { connectionString: old.replaceAll(azure.secureUrl, azure.url).replace("Protocol=https", "Protocol=http") },
  );
  await expect(client.listBlobsFlat().next()).rejects.toMatchObject({ code: "KeyBasedAuthenticationNotPermitted" });
  await stack.preview("--expect-no-changes");
});

const programOnForeignContainer = () => `
const { AzureBlobFlowStorage, pullFromAzureBlobStorage } = require("pulumi-syntask/azure");
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const connectionString = new pulumi.Config("team").requireSecret("connectionString");
const credentials = new syntask.AzureBlobStorageCredentials("${name}-team", { connectionString });
const place = { container: "team", folder: "etl", credentials };
const storage = new AzureBlobFlowStorage("${name}", { resourceGroupName: "flows", storageAccount: "${teamAccount}", ...place });
const pullSteps = [pullFromAzureBlobStorage(place)];
const entrypoint = "hello.py:hello";
exports.ids = [
  new syntask.Deployment("${name}", { entrypoint, storage, workPool }).id,
  new syntask.Deployment("${name}-steps", { entrypoint, pullSteps, workPool }).id,
];
`;

test("a container that something else fills, and a block that exists, serve a storage and a bare pull step", async () => {
  await azure.makeAccount(teamAccount);
  await (await azure.container(teamAccount, "team")).create();
  await azure.put(teamAccount, "team", "etl/hello.py", flow("two"));
  await azure.put(teamAccount, "team", "etl/greeting.py", 'greeting = "two"');
  await azure.put(teamAccount, "team", "etl2/other.py", "not ours");
  const endpoint = `${azure.secureUrl}/${teamAccount}`;
  const fields = [
    "DefaultEndpointsProtocol=https",
    `AccountName=${teamAccount}`,
    `AccountKey=${await azure.key(teamAccount)}`,
  ];
  const text = [...fields, `BlobEndpoint=${endpoint}`].join(";");
  await stack.expect("config", "set", "--secret", "team:connectionString", text);
  await stack.write(programOnForeignContainer());
  await stack.up();
  await expectCompleted();
});

test("destroy leaves nothing of its own, and what is of others alone", async () => {
  await stack.destroy();
  expect(await azure.hasAccount(account)).toBe(false);
  expect(await azure.keys(teamAccount, "team")).toContain("etl/hello.py");
});

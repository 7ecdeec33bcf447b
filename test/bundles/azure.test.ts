import { AzureEmulator, type Identity } from "../../emulators/azure/azure-emulator";
import { installDouble } from "../../emulators/providers/install";
import { containerClient } from "../../sdk/src/azure/blob-client";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";
import { runBundle } from "../support/worker";

const name = unique("bundles");
const python = process.env.PULUMI_SYNTASK_NEWEST_WORKER!;
const account = "flowcode";
const [own, ofBundles] = [name, `${name}-bundles`];

let azure: AzureEmulator;
let stack: Stack;
let worker: Identity;

const program = (url: string, args: string) => `
const { AzureBlobFlowStorage } = require("pulumi-syntask/azure");
const storage = new AzureBlobFlowStorage("${name}", {
  resourceGroupName: "flows",
  storageAccountArgs: { accountName: "${account}", allowSharedKeyAccess: true },
  endpoint: "${url}/${account}",
  folder: "etl",
  verify: false,
  ${args}
});
new syntask.WorkPool("${name}", { type: "process", storageConfiguration: storage.bundles });
exports.bundles = storage.bundles;
`;

beforeAll(async () => {
  azure = await AzureEmulator.start();
  worker = await azure.makeIdentity();
  stack = await Stack.create({
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", ...azure.config },
    environment: azure.environment(azure.owner),
  });
  await installDouble(stack, "azure-native");
  await stack.write(program(azure.url, 'access: "sas", bundles: true'));
  await stack.up();
});
afterAll(async () => {
  await stack?.remove();
  await azure?.stop();
});

async function expectRun(identity: Identity): Promise<void> {
  const environment = azure.environment(identity);
  // What Python's own TLS reads, by which the package of Azure moves bundles.
  const finished = await runBundle(name, python, { ...environment, SSL_CERT_FILE: environment.REQUESTS_CA_BUNDLE });
  if (finished.state !== "COMPLETED") console.error(finished.message, finished.logs.join("\n"));
  expect(finished.state).toBe("COMPLETED");
}

/** A container, opened with what a block holds. */
async function open(block: string, container: string) {
  const path = `/block_types/slug/azure-blob-storage-credentials/block_documents/name/${block}?include_secrets=true`;
  const { data } = await raw("GET", path);
  const place = { account, container, endpoint: azure.endpoint(account) };
  return containerClient(place, { get: () => undefined }, { connectionString: data.connection_string });
}

const nobody: Identity = { principalId: "", secret: "nobody" };

test("a flow without a deployment gets to the container of bundles and is run from there, with the signature of its block", async () => {
  await expectRun(nobody);
  expect(await azure.keys(account, ofBundles!)).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  expect(await azure.keys(account, own!)).toEqual([]);
});

test("the signature of bundles puts and gets them, and opens nothing else; that of the storage opens no bundle", async () => {
  const [bundle] = await azure.keys(account, ofBundles!);
  const refused = expect.objectContaining({ statusCode: 403 });
  const key = await open(ofBundles!, ofBundles!);
  await key.getBlockBlobClient("x").upload("x", 1);
  await key.getBlobClient(bundle!).downloadToBuffer();
  const elsewhere = await open(ofBundles!, own!);
  await expect(elsewhere.getBlockBlobClient("etl/x").upload("x", 1)).rejects.toEqual(refused);
  await expect(elsewhere.getBlobClient("etl/flow.py").downloadToBuffer()).rejects.toEqual(refused);

  const ofStorage = await open(own!, ofBundles!);
  await expect(ofStorage.getBlobClient(bundle!).downloadToBuffer()).rejects.toEqual(refused);
  await expect(ofStorage.getBlockBlobClient("x").upload("x", 1)).rejects.toEqual(refused);
});

test("nothing is left to change, also after a refresh", async () => {
  await stack.preview("--refresh", "--expect-no-changes");
});

test("bundles keep their container until they may be deleted, and then container and block are gone", async () => {
  await stack.write(program(azure.url, 'access: "sas"'));
  const { code, output } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(output).toContain("stays, as it holds");
  await stack.write(program(azure.url, 'access: "sas", bundles: true, forceDestroy: true'));
  await stack.up();
  await stack.write(program(azure.url, 'access: "sas"'));
  await stack.up();
  await expect(azure.keys(account, ofBundles!)).rejects.toMatchObject({ statusCode: 404 });
  await expect(open(ofBundles!, ofBundles!)).rejects.toMatchObject({ status: 404 });
});

test('`access: "runtime"` opens the container of bundles to the readers, and its block has no secret', async () => {
  // Azure's library sends tokens by TLS alone, and a guard stays at the address that it was made for.
  await stack.destroy();
  const readers = `readers: ["${worker.principalId}"]`;
  await stack.write(program(azure.secureUrl, `access: "runtime", bundles: true, forceDestroy: true, ${readers}`));
  await stack.up();
  await expect(expectRun(nobody)).rejects.toThrow(/was not sent to the pool/);
  await expectRun(worker);
});

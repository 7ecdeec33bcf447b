import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureEmulator } from "../../emulators/azure/azure-emulator";
import { installDouble } from "../../emulators/providers/install";
import { builtInRoles } from "../../sdk/src/azure/role-grant";
import { serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const name = unique("keys");
const account = "keysaccount";
const count = 40;

let azure: AzureEmulator;
let stack: Stack;
let source: string;

beforeAll(async () => {
  azure = await AzureEmulator.start();
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-flows-"));
  for (let file = 0; file < count; file++) await writeFile(join(source, `flow_${file}.py`), "");
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

const program = (args: string) => `
const { AzureBlobFlowStorage } = require("pulumi-syntask/azure");
new AzureBlobFlowStorage("${name}", {
  resourceGroupName: "flows",
  storageAccountArgs: { accountName: "${account}" },
  endpoint: "${azure.secureUrl}/${account}",
  containerArgs: { containerName: "flows" },
  source: ${JSON.stringify(source)},
  ${args}
});
`;

/** How many files are in a folder. */
const filesIn = async (folder: string): Promise<number> =>
  (await azure.keys(account, "flows")).filter((key) => key.startsWith(`${folder}/`)).length;

test("a key that was renewed is looked up anew by refresh", async () => {
  await stack.write(program('folder: "one"'));
  await stack.up();
  await azure.renewKey(account, "key1");
  await stack.refresh();
  expect(await stack.preview("--refresh")).not.toContain("error");
});

test("files that were sent with a key are deleted when somebody lets the account take no keys any more", async () => {
  await stack.up();
  expect(await filesIn("one")).toBe(count);
  const id = azure.accountId(account);
  await azure.manage("PUT", `${id}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`, {
    properties: { principalId: azure.owner.principalId, roleDefinitionId: builtInRoles.storageBlobDataContributor },
  });
  await azure.manage("PUT", id, { kind: "StorageV2", properties: { allowSharedKeyAccess: false } });
  await stack.destroy();
  expect(await azure.hasAccount(account)).toBe(false);
});

test("a key that was renewed is looked up anew by destroy", async () => {
  await stack.write(program('folder: "one"'));
  await stack.up();
  expect(await filesIn("one")).toBe(count);
  await azure.renewKey(account, "key1");
  await stack.destroy();
  expect(await azure.hasAccount(account)).toBe(false);
});

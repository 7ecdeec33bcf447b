import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { AzureBlobFlowStorage, type AzureBlobFlowStorageArgs, pullFromAzureBlobStorage } from "pulumi-syntask/azure";
import { type Declared, declare } from "../support/mocks";

const subscription = "/subscriptions/11111111-1111-1111-1111-111111111111";
const accounts = `${subscription}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts`;
const reader = "22222222-2222-2222-2222-222222222222";
const deployer = "33333333-3333-3333-3333-333333333333";
const keys = { key1: "Zmlyc3Q=", key2: "c2Vjb25k" };

const answers = {
  "azure-native:authorization:getClientConfig": {
    subscriptionId: subscription.split("/")[2],
    objectId: deployer,
  },
  "azure-native:storage:listStorageAccountKeys": {
    keys: Object.entries(keys).map(([keyName, value]) => ({ keyName, value })),
  },
};

/** What Azure adds to what the program gave. */
function outputs({ type, inputs }: Declared): Record<string, unknown> {
  if (type.endsWith(":StorageAccount")) return { name: inputs.accountName };
  if (type.endsWith(":BlobContainer")) return { name: inputs.containerName };
  return type === "ContainerSas" ? { connectionString: "signed", expiresOn: "2027-01-01T00:00:00.000Z" } : {};
}

const source = mkdtempSync(join(tmpdir(), "pulumi-syntask-azure-"));
beforeAll(() => writeFileSync(join(source, "etl.py"), "from syntask import flow\n\n\n@flow\ndef main():\n    pass\n"));
afterAll(() => rmSync(source, { recursive: true }));

type Args = Partial<AzureBlobFlowStorageArgs>;

/** What a storage declares, and the pull step of a deployment of it. */
async function storageOf(args: Args | (() => Args), config: Record<string, string> = {}, name = "Flows") {
  const declared = await declare(
    () => {
      const given = typeof args === "function" ? args() : args;
      const flows = new AzureBlobFlowStorage(name, { resourceGroupName: "rg", ...given });
      new syntask.Deployment("nightly", { entrypoint: "etl.py:main", storage: flows });
    },
    config,
    outputs,
    answers,
  );
  const deployment = declared.find(({ type }) => type === "Deployment")!;
  const children = declared.filter(({ type }) => type !== "Deployment" && !type.endsWith(":AzureBlobFlowStorage"));
  const child = (suffix: string) => children.find((one) => one.name === `${name}-${suffix}`)!;
  return { children, child, pullSteps: deployment.inputs.pullSteps };
}

const kinds = (children: Declared[]) => children.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
const stepOf = (pullSteps: any) => pullSteps[0]["syntask_azure.deployments.steps.pull_from_azure_blob_storage"];
const placeholder = (name: string) => `{{ syntask.blocks.azure-blob-storage-credentials.${name} }}`;

test("a storage makes a closed account, a private container, a check and a block with the account's key", async () => {
  const { children, child, pullSteps } = await storageOf({ folder: "./etl", location: "westeurope" });
  expect(kinds(children)).toEqual([
    "StorageAccount Flows-account",
    "BlobContainer Flows-container",
    "StoreGuard Flows-guard",
    "AzureAccessCheck Flows-folder",
    "AzureBlobStorageCredentials Flows-credentials",
  ]);
  const { accountName, ...account } = child("account").inputs;
  expect(accountName).toMatch(/^flows[0-9a-f]{12}$/);
  expect(account).toEqual({
    resourceGroupName: "rg",
    location: "westeurope",
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
    minimumTlsVersion: "TLS1_2",
    allowBlobPublicAccess: false,
    allowSharedKeyAccess: true,
    allowCrossTenantReplication: false,
    enableHttpsTrafficOnly: true,
  });
  expect(child("container").inputs).toEqual({
    resourceGroupName: "rg",
    accountName,
    containerName: "flows",
    publicAccess: "None",
  });
  const connectionString = `DefaultEndpointsProtocol=https;AccountName=${accountName};AccountKey=${keys.key1};BlobEndpoint=https://${accountName}.blob.core.windows.net`;
  expect(child("credentials").inputs).toEqual({ name: "flows", connectionString });
  expect(child("folder").inputs).toEqual({
    account: accountName,
    container: "flows",
    folder: "etl/",
    connectionString,
  });
  expect(pullSteps).toEqual([
    {
      "syntask_azure.deployments.steps.pull_from_azure_blob_storage": {
        container: "flows",
        folder: "etl/",
        credentials: placeholder("flows"),
      },
    },
  ]);
});

test("keys and what is made of them are secret wherever they are", async () => {
  for (const access of ["connectionString", "sas"] as const) {
    const { children } = await storageOf({ access, source });
    const plain = children.map(({ inputs, secrets }) =>
      Object.fromEntries(Object.entries(inputs).filter(([name]) => !secrets.includes(name))),
    );
    expect(JSON.stringify(children)).toContain(keys.key1);
    expect(JSON.stringify(plain)).not.toContain(keys.key1);
    expect(JSON.stringify(plain)).not.toContain("signed");
  }
});

test('access: "sas" signs for the container with a key, and the block has the signature and not the key', async () => {
  const { children, child } = await storageOf({ access: "sas", accountKey: "key2", validDays: 30, rotation: "a" });
  expect(kinds(children)).toEqual([
    "StorageAccount Flows-account",
    "BlobContainer Flows-container",
    "StoreGuard Flows-guard",
    "ContainerSas Flows-signature",
    "AzureAccessCheck Flows-folder",
    "AzureBlobStorageCredentials Flows-credentials",
  ]);
  const account = child("account").inputs.accountName;
  expect(child("signature").inputs).toEqual({
    account,
    container: "flows",
    endpoint: `https://${account}.blob.core.windows.net`,
    accountKey: keys.key2,
    permissions: "read",
    validDays: 30,
    rotation: "a",
  });
  expect(child("credentials").inputs.connectionString).toBe("signed");
  expect(child("folder").inputs.connectionString).toBe("signed");
});

test('access: "runtime" takes no keys, lets the principals read the container, and the block has a URL alone', async () => {
  const { children, child } = await storageOf({ access: "runtime", readers: [reader, pulumi.output(deployer)] });
  expect(kinds(children).sort()).toEqual([
    "AzureBlobStorageCredentials Flows-credentials",
    "BlobContainer Flows-container",
    `RoleAssignment Flows-reader-${reader}`,
    `RoleAssignment Flows-reader-${deployer}`,
    "StorageAccount Flows-account",
    "StoreGuard Flows-guard",
  ]);
  const { accountName, allowSharedKeyAccess } = child("account").inputs;
  expect(allowSharedKeyAccess).toBe(false);
  expect(child(`reader-${reader}`).inputs).toEqual({
    scope: "Flows-container-id",
    roleDefinitionId: expect.stringContaining("/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
    principalId: reader,
    principalType: "ServicePrincipal",
  });
  expect(child("credentials").inputs).toEqual({
    name: "flows",
    accountUrl: `https://${accountName}.blob.core.windows.net`,
  });
});

test("with an account that takes no keys, whoever runs Pulumi may upload", async () => {
  const { child } = await storageOf({ access: "runtime", source });
  expect(child("uploader").inputs).toMatchObject({
    roleDefinitionId: expect.stringContaining("/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe"),
    principalId: deployer,
  });
  expect(child("code").inputs.credentials).toBeUndefined();
  const chosen = await storageOf({ access: "runtime", source, uploaders: [reader] });
  expect(kinds(chosen.children)).toContain(`RoleAssignment Flows-uploader-${reader}`);
  expect(kinds(chosen.children)).not.toContain("RoleAssignment Flows-uploader");
});

test("an account and a container that exist are taken as they are, and roles are given on that container", async () => {
  const { children, child, pullSteps } = await storageOf({
    storageAccount: "teamcode",
    container: "team-flows",
    access: "runtime",
    readers: [reader],
    permissions: "readWrite",
    readerType: "Group",
  });
  expect(kinds(children).sort()).toEqual([
    "AzureBlobStorageCredentials Flows-credentials",
    `RoleAssignment Flows-reader-${reader}`,
  ]);
  expect(child(`reader-${reader}`).inputs).toEqual({
    scope: `${accounts}/teamcode/blobServices/default/containers/team-flows`,
    roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe`,
    principalId: reader,
    principalType: "Group",
  });
  expect(stepOf(pullSteps).container).toBe("team-flows");
});

test("in an account that exists a container is made", async () => {
  const { children, child } = await storageOf({ storageAccount: "teamcode", access: "sas" });
  expect(kinds(children)).toEqual([
    "BlobContainer Flows-container",
    "StoreGuard Flows-guard",
    "ContainerSas Flows-signature",
    "AzureAccessCheck Flows-folder",
    "AzureBlobStorageCredentials Flows-credentials",
  ]);
  expect(child("container").inputs).toMatchObject({ accountName: "teamcode", containerName: "flows" });
  expect(child("signature").inputs).toMatchObject({ account: "teamcode", accountKey: keys.key1 });
});

test("an account and a container are taken as resources too", async () => {
  const { child } = await storageOf(() => {
    const resourceGroupName = "rg";
    const sku = { name: "Standard_LRS" };
    const account = { resourceGroupName, accountName: "teamcode", kind: "StorageV2", sku };
    const storageAccount = new storage.StorageAccount("team", account);
    const container = new storage.BlobContainer("team-flows", {
      resourceGroupName,
      accountName: "teamcode",
      containerName: "team-flows",
    });
    return { storageAccount, container, access: "runtime", readers: [reader] };
  });
  expect(child(`reader-${reader}`).inputs.scope).toBe("team-flows-id");
  expect(child("credentials").inputs.accountUrl).toBe("https://teamcode.blob.core.windows.net");
});

test("the upload uses the account's key, unless something else is given", async () => {
  const own = await storageOf({ source });
  expect(own.child("code").inputs).toMatchObject({
    store: "azure",
    location: { account: own.child("account").inputs.accountName, container: "flows" },
    folder: "Flows/",
    credentials: { accountKey: keys.key1, accountId: "Flows-account-id", keyName: "key1" },
  });
  const given = await storageOf({ source, uploadCredentials: { connectionString: "UseDevelopmentStorage=true" } });
  expect(given.child("code").inputs.credentials).toEqual({ connectionString: "UseDevelopmentStorage=true" });
});

test("a guard keeps a new account, or the new container of one that exists, with what the upload uses", async () => {
  const { child } = await storageOf({ source, forceDestroy: true });
  const accountId = "Flows-account-id";
  expect(child("guard")).toMatchObject({ parent: "Flows", dependsOn: ["Flows-container"] });
  expect(child("guard").inputs).toEqual({
    store: "azureAccount",
    location: { account: child("account").inputs.accountName, container: "flows", accountId },
    credentials: { accountKey: keys.key1, accountId, keyName: "key1" },
    forceDestroy: true,
    keys: "used",
  });
  expect(child("guard").secrets).toContain("credentials");
  const endpoint = "https://flows.example.com";
  const inExisting = await storageOf({ storageAccount: "teamcode", endpoint });
  const { credentials, ...inputs } = inExisting.child("guard").inputs;
  expect(credentials).toMatchObject({ accountKey: keys.key1, keyName: "key1" });
  expect(inputs).toEqual({ store: "azureContainer", location: { account: "teamcode", container: "flows", endpoint } });
});

test("what becomes of an account's keys without `access` to them is as its args say", async () => {
  const keysOf = async (args: Args) => (await storageOf({ access: "runtime", ...args })).child("guard").inputs.keys;
  expect(await keysOf({})).toBe("refused");
  expect(await keysOf({ storageAccountArgs: { allowSharedKeyAccess: true } })).toBe("allowed");
  expect(await keysOf({ storageAccountArgs: { allowSharedKeyAccess: false } })).toBe("refused");
  expect(await keysOf({ storageAccount: "teamcode" })).toBeUndefined();
});

test("a reader is a service principal unless it is told, and an uploader's type is for Azure to look up", async () => {
  const reader = "01234567-89AB-cdef-0123-456789abcdef";
  const runtime = { access: "runtime" as const, source, readers: [reader], uploaders: [reader] };
  const { child } = await storageOf({ ...runtime, permissions: "readWrite" });
  expect(child(`reader-${reader.toLowerCase()}`)).toMatchObject({
    parent: "Flows",
    inputs: { principalId: reader, principalType: "ServicePrincipal" },
  });
  expect(child(`uploader-${reader.toLowerCase()}`).inputs.principalId).toBe(reader);
  const asGroup = await storageOf({ ...runtime, readerType: "Group" });
  expect(asGroup.child(`reader-${reader.toLowerCase()}`).inputs.principalType).toBe("Group");
});

test("a signature and a check are told all that the storage is", async () => {
  const args = { access: "sas" as const, permissions: "read" as const, rotation: "2", connection: "team", adopt: true };
  const { child } = await storageOf({ ...args, source });
  const account = child("account").inputs.accountName;
  expect(child("signature")).toMatchObject({ parent: "Flows", dependsOn: ["Flows-container"] });
  expect(child("signature").inputs).toEqual({
    account,
    container: "flows",
    endpoint: `https://${account}.blob.core.windows.net`,
    accountKey: keys.key1,
    permissions: "read",
    validDays: 90,
    rotation: "2",
  });
  expect(child("folder")).toMatchObject({
    parent: "Flows",
    inputs: { account, container: "flows", folder: "Flows/", connectionString: "signed", connection: "team" },
  });
  expect(child("folder").dependsOn.sort()).toEqual(["Flows-code", "Flows-container"]);
  expect(child("credentials")).toMatchObject({
    parent: "Flows",
    dependsOn: ["Flows-folder"],
    inputs: { name: "flows", connectionString: "signed", connection: "team", adopt: true },
  });
});

test("releases are pulled from the folder that a variable names", async () => {
  const { children, pullSteps } = await storageOf({ source, releases: true });
  expect(kinds(children)).toContain("Variable Flows-release");
  expect(stepOf(pullSteps).folder).toBe("Flows/{{ syntask.variables.flows_release }}/");
});

test("a block that exists is used and verified, and no other one is made", async () => {
  const { children, child, pullSteps } = await storageOf(() => ({
    storageAccount: "teamcode",
    container: "team-flows",
    credentials: new syntask.AzureBlobStorageCredentials("team", { connectionString: "UseDevelopmentStorage=true" }),
  }));
  expect(kinds(children)).toEqual(["AzureBlobStorageCredentials team", "AzureAccessCheck Flows-folder"]);
  expect(child("folder").inputs).toMatchObject({ connectionString: "UseDevelopmentStorage=true" });
  expect(stepOf(pullSteps).credentials).toBe(placeholder("team"));
});

test("verify: false leaves the check out", async () => {
  expect(kinds((await storageOf({ verify: false })).children)).not.toContain("AzureAccessCheck Flows-folder");
});

test("another cloud of Azure, or an emulator, has other URLs", async () => {
  const government = await storageOf({}, { "azure-native:environment": "usgovernment" });
  expect(government.child("credentials").inputs.connectionString).toContain(".blob.core.usgovcloudapi.net");
  const emulator = await storageOf({ endpoint: "http://127.0.0.1:1/flows/", source });
  expect(emulator.child("credentials").inputs.connectionString).toContain("BlobEndpoint=http://127.0.0.1:1/flows");
  expect(emulator.child("code").inputs.location.endpoint).toBe("http://127.0.0.1:1/flows/");
});

test("names of accounts fit Azure's rules and differ between stacks of one name and storages that begin alike", async () => {
  const names: string[] = [];
  for (const name of ["A Storage whose Name is Long", "A Storage whose Name is Longer", "f-1"]) {
    names.push((await storageOf({}, {}, name)).child("account").inputs.accountName);
  }
  names.push((await storageOf({ resourceGroupName: "another" }, {}, "f-1")).child("account").inputs.accountName);
  for (const name of names) expect(name).toMatch(/^[a-z0-9]{3,24}$/);
  expect(new Set(names).size).toBe(4);
});

test("an account keeps its first name, and what is in it is named by that", async () => {
  const { child } = await storageOf({ source });
  expect(child("account").ignoreChanges).toEqual(["accountName"]);
  const renamed = (declared: Declared) =>
    declared.type.endsWith(":StorageAccount") ? { name: "firstname" } : outputs(declared);
  const declared = await declare(
    () => new AzureBlobFlowStorage("Flows", { resourceGroupName: "rg", source }),
    {},
    renamed,
    answers,
  );
  const find = (name: string) => declared.find((one) => one.name === name)!;
  expect(find("Flows-container").inputs.accountName).toBe("firstname");
  expect(find("Flows-code").inputs.location.account).toBe("firstname");
});

test("a container is named as the component, as far as Azure takes it, or as it is told", async () => {
  const long = await storageOf({}, {}, `${"a".repeat(62)} flows`);
  expect(long.child("container").inputs.containerName).toBe("a".repeat(62));
  const chosen = await storageOf({ containerArgs: { containerName: "a-b" } }, {}, "ab");
  expect(chosen.child("container").inputs.containerName).toBe("a-b");
});

test("the step's module and what it requires can be chosen, and follow the dialect otherwise", async () => {
  const chosen = await storageOf({ stepModule: "our.steps", requires: "our-package" });
  expect(chosen.pullSteps[0]["our.steps.pull_from_azure_blob_storage"]).toMatchObject({ requires: "our-package" });
  const prefect = await storageOf({}, { "syntask:dialect": "prefect" });
  expect(Object.keys(prefect.pullSteps[0])).toEqual(["prefect_azure.deployments.steps.pull_from_azure_blob_storage"]);
});

test("a bare pull step has its folder in the one form that a worker wants", async () => {
  const credentials = { account_url: "https://flows.blob.core.windows.net" };
  const declared = await declare(() => {
    const pullSteps = [pullFromAzureBlobStorage({ container: "flows", folder: "./a//b", credentials })];
    new syntask.Deployment("nightly", { entrypoint: "etl.py:main", flow: "main", pullSteps });
  });
  const [step] = declared.find(({ type }) => type === "Deployment")!.inputs.pullSteps;
  expect(step).toEqual({
    "syntask_azure.deployments.steps.pull_from_azure_blob_storage": {
      container: "flows",
      folder: "a/b/",
      credentials,
    },
  });
});

test.each<[Args, string]>([
  [{ storageAccount: "teamcode", storageAccountArgs: {} }, "give `storageAccount` or `storageAccountArgs`, not both"],
  [
    { storageAccount: "teamcode", container: "a-b", containerArgs: {} },
    "give `container` or `containerArgs`, not both",
  ],
  [{ container: "flows" }, "give the account that it is in as `storageAccount`"],
  [
    { storageAccount: "teamcode", location: "westeurope" },
    "`location` is of a new account, and `storageAccount` is given",
  ],
  [{ releases: true }, "`releases` belongs to `source`, which is missing"],
  [{ storageAccount: "Team-Code" }, '`storageAccount` "Team-Code" is no name of a storage account'],
  [{ storageAccount: "ab" }, "Azure takes 3 to 24 lowercase letters and digits"],
  [
    { storageAccount: "https://teamcode.blob.core.windows.net" },
    'is a URL; write the account\'s name alone, "teamcode"',
  ],
  [{ storageAccountArgs: { accountName: "a".repeat(25) } }, "`storageAccountArgs.accountName` "],
  [
    { storageAccount: "teamcode", container: "Team" },
    "Azure takes 3 to 63 lowercase letters, digits and single dashes",
  ],
  [{ storageAccount: "teamcode", container: "a--b" }, '`container` "a--b" is no name of a container'],
  [{ storageAccount: "teamcode", container: "code/etl" }, 'write "code" and give the folder as `folder`'],
  [{ containerArgs: { containerName: "x" } }, "`containerArgs.containerName` "],
  [{ storageAccountArgs: { isHnsEnabled: true } }, "cannot pull from an account with a hierarchical namespace"],
  [{ storageAccountArgs: { allowBlobPublicAccess: true } }, "flow code is not public"],
  [{ storageAccountArgs: { minimumTlsVersion: "TLS1_0" } }, "the account takes TLS 1.2 at least"],
  [{ storageAccountArgs: { allowSharedKeyAccess: false } }, '`access: "connectionString"` needs account keys'],
  [{ access: "key" as never }, '`access` is "key"; write "connectionString", "sas" or "runtime"'],
  [{ rotation: "1" }, "to renew an account key, change `accountKey` to the other one"],
  [{ access: "runtime", rotation: "1" }, '`rotation` belongs to `access: "sas"`'],
  [{ access: "runtime", validDays: 3 }, '`validDays` belongs to `access: "sas"`'],
  [{ permissions: "readWrite" }, '`permissions` belongs to `access: "sas"` or `access: "runtime"`'],
  [{ readers: [reader] }, '`readers` belongs to `access: "runtime"`'],
  [{ access: "runtime", readers: ["worker"] }, '`readers` has "worker"; write the principal id of the identity'],
  [{ access: "runtime", credentials: placeholder("team") }, '`credentials` belongs to `access: "connectionString"`'],
  [{ credentials: placeholder("team"), credentialsName: "x" }, "`credentialsName` is of a block that is made here"],
  [{ credentials: "team" }, "`credentials` is not a placeholder of a block"],
  [{ access: "sas", rotation: " " }, "`rotation` is blank"],
  [{ access: "sas", validDays: 0 }, "`validDays` is 0; write a whole number of days from 1"],
  [{ accountKey: "key3" as never }, '`accountKey` is "key3"; write "key1" or "key2"'],
  [{ endpoint: "flows" }, '`endpoint` is "flows"; write a URL'],
  [{ resourceGroupName: "/subscriptions/1/resourceGroups/rg" }, "`resourceGroupName` is"],
])("%j is refused in one line that names the storage", (args, reason) => {
  const make = () => new AzureBlobFlowStorage("Flows", { resourceGroupName: "rg", ...args });
  expect(make).toThrow(pulumi.RunError);
  expect(make).toThrow(/^AzureBlobFlowStorage "Flows": .*\.$/);
  expect(make).toThrow(reason);
});

test("a component whose name makes none of a container is refused, with the way out", () => {
  for (const name of ["流", "ab", "--"]) {
    expect(() => new AzureBlobFlowStorage(name, { resourceGroupName: "rg" })).toThrow(
      "give one as `containerArgs.containerName`",
    );
  }
});

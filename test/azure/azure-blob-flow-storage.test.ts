import * as azure from "@pulumi/azure-native/provider";
import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { AzureBlobFlowStorage } from "pulumi-syntask/azure";
import {
  type Args,
  accounts,
  deployer,
  keys,
  kinds,
  placeholder,
  reader,
  source,
  stepOf,
  storageOf,
  subscription,
} from "./declared-storage";

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

describe("a storage whose children are of another account", () => {
  const config = { "azure-native:environment": "usgovernment", "azure-native:clientSecret": "of-the-stack" };
  const other = () => ({
    providers: [
      new azure.Provider("other", { environment: "china", tenantId: "tenant", clientId: "client", useMsi: true }),
    ],
  });
  const args: Args = { access: "runtime", storageAccountArgs: { accountName: "flowcode" }, source };

  test("is where that account is, and uploaded by whom the provider names", async () => {
    const { child } = await storageOf(args, config, "Flows", other);
    expect(child("credentials").inputs.accountUrl).toBe("https://flowcode.blob.core.chinacloudapi.cn");
    for (const name of ["code", "guard"]) {
      expect(child(name)).toMatchObject({
        inputs: { provider: { environment: "china", tenantId: "tenant", clientId: "client", useMsi: "true" } },
        secrets: expect.arrayContaining(["provider"]),
      });
    }
  });

  test("is where the stack's config says without a provider", async () => {
    const { child } = await storageOf(args, config);
    expect(child("credentials").inputs.accountUrl).toBe("https://flowcode.blob.core.usgovcloudapi.net");
    expect(child("code").inputs).not.toHaveProperty("provider");
  });
});

test("an identity that an upload cannot use is refused before anything is declared, and not where a key uploads", async () => {
  const config = { "azure-native:useOidc": "true" };
  expect((await storageOf({ source }, config)).children.length).toBeGreaterThan(0);
  pulumi.runtime.setAllConfig(config);
  const args = { resourceGroupName: "rg", access: "runtime", source } as const;
  expect(() => new AzureBlobFlowStorage("Flows", args)).toThrow(
    'AzureBlobFlowStorage "Flows": `azure-native:useOidc` needs `azure-native:tenantId` and `azure-native:clientId`; set both.',
  );
});

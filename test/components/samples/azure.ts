import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ManagedEnvironment } from "@pulumi/azure-native/app/managedEnvironment";
import { Registry } from "@pulumi/azure-native/containerregistry";
import { BlobContainer, StorageAccount } from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import { AzureBlobStorageCredentials, AzureContainerInstanceCredentials } from "pulumi-syntask";
import type {
  AcrFlowStorageArgs,
  AzureBlobFlowStorageArgs,
  AzureContainerInstanceInfrastructureArgs,
  ContainerAppWorkerArgs,
} from "pulumi-syntask/azure";
import type { Declared } from "../../support/mocks";
import { digest, type Sample } from "../sample";
import { workerArgs, workerConfig, workerOutputs } from "./workers";

const subscription = "11111111-1111-1111-1111-111111111111";
const one = "22222222-2222-2222-2222-222222222222";
const other = "33333333-3333-3333-3333-333333333333";
let loginServer: string;
const registryId = `/subscriptions/${subscription}/resourceGroups/flows/providers/Microsoft.ContainerRegistry/registries/team`;
const needed = { resourceGroupName: "flows" };
const source = "flows";
const runtime = "runtime";

/** What Azure adds to what the program gave. */
function outputs({ type, inputs }: Declared): Record<string, unknown> {
  if (type.endsWith(":StorageAccount")) return { name: inputs.accountName };
  if (type.endsWith(":BlobContainer")) return { name: inputs.containerName };
  if (type.endsWith(":Registry")) return { loginServer, name: inputs.registryName };
  if (type.endsWith(":Image")) return { repoDigest: `${inputs.imageName.replace(/:[^:]*$/, "")}@${digest}` };
  if (type.endsWith(":UserAssignedIdentity")) return { principalId: one, clientId: other, tenantId: subscription };
  if (type === "UniqueName") return { value: `${inputs.prefix}_0123abcd` };
  if (type.endsWith(":Vault")) return { name: inputs.vaultName };
  if (type.endsWith(":Secret")) {
    return { properties: { secretUriWithVersion: `https://${inputs.vaultName}.vault.azure.net/secrets/worker/1` } };
  }
  if (type.endsWith(":ContainerApp")) return { name: inputs.containerAppName };
  if (type.endsWith(":Workspace")) return { customerId: other };
  if (type.endsWith(":RoleDefinition")) return { name: inputs.roleDefinitionId };
  if (type !== "ContainerSas") return {};
  return { connectionString: "hush", expiresOn: "2027-01-01T00:00:00.000Z" };
}

const answers = () => ({
  "azure-native:authorization:getClientConfig": { subscriptionId: subscription, objectId: other },
  "azure-native:authorization:getClientToken": { token: "hush" },
  "azure-native:containerregistry:getRegistry": { id: registryId, loginServer },
  "azure-native:storage:listStorageAccountKeys": {
    keys: ["key1", "key2"].map((keyName) => ({ keyName, value: `hush${keyName}` })),
  },
});

/** A registry that exchanges tokens and answers nothing else. */
async function start(): Promise<() => unknown> {
  const server = createServer((request, response) => {
    const exchanges = request.url === "/oauth2/exchange";
    response
      .writeHead(exchanges ? 200 : 503, { "content-type": "application/json" })
      .end(JSON.stringify({ refresh_token: "hush" }));
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  loginServer = `localhost:${(server.address() as AddressInfo).port}`;
  return () => server.close();
}

const kind = { kind: "StorageV2", sku: { name: "Standard_LRS" } };
const account = { storageAccount: "oneaccount" };
const placeholder = "{{ syntask.blocks.azure-blob-storage-credentials.team }}";

export const AzureBlobFlowStorage: Sample<AzureBlobFlowStorageArgs> = {
  needed,
  outputs,
  answers,
  args: {
    resourceGroupName: [["one", "other"]],
    source: [[source, "others", undefined]],
    folder: [["one", "other", undefined], { source }],
    storageAccount: [
      [
        "oneaccount",
        () => new StorageAccount("given-account", { ...needed, ...kind, accountName: "givenaccount" }),
        undefined,
      ],
      { source },
    ],
    storageAccountArgs: [[{ accountName: "oneaccount" }, { tags: { team: "etl" } }, undefined]],
    forceDestroy: [[true, undefined]],
    location: [["westeurope", "northeurope", undefined]],
    container: [
      [
        "one-container",
        () => new BlobContainer("given-container", { ...needed, accountName: "oneaccount", containerName: "given" }),
        undefined,
      ],
      { ...account, source },
    ],
    containerArgs: [[{ containerName: "one-container" }, { metadata: { team: "etl" } }, undefined]],
    access: [["connectionString", "sas", runtime], { source }],
    permissions: [["read", "readWrite"], { access: "sas" }],
    readers: [[[one], [other], []], { access: runtime }],
    readerType: [["Group", undefined], { access: runtime, readers: [one] }],
    uploaders: [[[one], [other], undefined], { access: runtime, source }],
    validDays: [[7, undefined], { access: "sas" }],
    bundles: [[true, false], { access: "sas" }],
    rotation: [["one", "other", undefined], { access: "sas" }],
    accountKey: [["key1", "key2"], { source }],
    credentials: [
      [
        placeholder,
        () => new AzureBlobStorageCredentials("given-credentials", { connectionString: "hush" }),
        undefined,
      ],
      { source },
    ],
    credentialsName: [["one", "other", undefined]],
    endpoint: [["https://one.invalid", "https://other.invalid", undefined], { source }],
    uploadCredentials: [[{ connectionString: "hush" }, { accountKey: "hush" }, undefined], { source }],
    ignoreFile: [["own.ignore", undefined], { source }],
    ignore: [[["*.md"], undefined], { source }],
    releases: [[true, { keep: 5 }, undefined], { source }],
    verify: [[false, undefined]],
    requires: [["one", ["one", "other"], undefined]],
    stepModule: [["one.steps", "other.steps", undefined]],
  },
  everything: { source, releases: true, bundles: true, access: "sas" },
  waits: {
    "bundles-container": ["container", "guard"],
    "bundles-credentials": ["bundles-container"],
    "bundles-guard": ["bundles-container"],
    "bundles-signature": ["bundles-container"],
    code: ["container", "guard", "uploader", `uploader-${one}`, `uploader-${other}`],
    container: ["account"],
    credentials: ["folder"],
    folder: ["code", "container"],
    guard: ["container", "uploader", `uploader-${one}`, `uploader-${other}`],
    releases: ["release"],
    signature: ["container"],
  },
};

export const AcrFlowStorage: Sample<AcrFlowStorageArgs> = {
  needed: { ...needed, build: source },
  outputs,
  answers,
  start,
  args: {
    resourceGroupName: [["one", "other"]],
    build: [[source, { context: source, platform: "linux/amd64/v2" }, { context: "others" }]],
    image: [
      [() => `${loginServer}/team@${digest}`, () => `${loginServer}/team:main`],
      { build: undefined, verify: false, registry: "teamregistry" },
    ],
    tag: [["one", "other", undefined]],
    path: [["/srv/flows", undefined]],
    verify: [
      [false, undefined],
      () => ({ build: undefined, image: `${loginServer}/team@${digest}`, registry: "teamregistry" }),
    ],
    registry: [
      ["teamregistry", () => new Registry("given-registry", { ...needed, sku: { name: "Basic" } }), undefined],
      { pullers: [one] },
    ],
    registryArgs: [[{ registryName: "oneregistry" }, { tags: { team: "etl" } }, undefined]],
    forceDestroy: [[true, undefined]],
    imageName: [["one", "other", undefined]],
    keep: [[3, false, undefined]],
    pullers: [[[one], [other], []]],
    identity: [
      [
        { id: "/identities/one", principalId: one },
        () => pulumi.output({ id: "/identities/other", principalId: other }),
        undefined,
      ],
    ],
    workPool: [["kubernetes", "process"]],
  },
  refused: ["workPool"],
  waits: {},
};

export const AzureContainerInstanceInfrastructure: Sample<AzureContainerInstanceInfrastructureArgs> = {
  needed,
  outputs,
  answers,
  args: {
    resourceGroupName: [["one", "other"]],
    subscriptionId: [[one, undefined]],
    identity: [
      [
        { id: "/identities/one", principalId: one },
        () => pulumi.output({ id: "/identities/other", principalId: other }),
        undefined,
      ],
    ],
    workers: [[[one], [other], []]],
    federatedWorker: [
      [
        { issuer: "https://one.example.com", subject: "worker" },
        { issuer: "https://other.example.com", subject: "worker" },
        { issuer: "https://one.example.com", subject: "other" },
        { issuer: "https://one.example.com", subject: "worker", audience: "other" },
        undefined,
      ],
    ],
    workerRoleId: [["/roles/one", "/roles/other", undefined], { workers: [one] }],
    credentials: [
      [() => new AzureContainerInstanceCredentials("given-credentials", { clientSecret: "hush" }), undefined],
    ],
  },
  waits: {},
};

const rights = (workerRoleId: string) => ({
  resourceGroupId: `/subscriptions/${subscription}/resourceGroups/jobs`,
  workerRoleId,
  identity: { id: "/identities/flows", principalId: one },
});
const environmentId = `/subscriptions/${subscription}/resourceGroups/flows/providers/Microsoft.App/managedEnvironments/one`;

export const ContainerAppWorker: Sample<ContainerAppWorkerArgs> = {
  needed: { ...needed, workPool: "given" },
  config: workerConfig,
  outputs: (declared) => ({ ...outputs(declared), ...workerOutputs(declared) }),
  args: {
    ...workerArgs,
    resourceGroupName: [["one", "other"]],
    replicas: [[0, 2, undefined]],
    cpu: [["0.25 vCPU", undefined]],
    memory: [["512 MiB", "2 GiB", undefined]],
    location: [["westeurope", "northeurope", undefined]],
    managedEnvironment: [[environmentId, () => new ManagedEnvironment("given-environment", needed), undefined]],
    subnetId: [["/subnets/one", "/subnets/other", undefined]],
    registryId: [[registryId, undefined]],
    infrastructure: [[rights("/roles/one"), rights("/roles/other"), undefined]],
    logRetentionDays: [[60, undefined]],
  },
  waits: { app: ["jobs", "jobs-identity", "registry"], online: ["app"] },
};

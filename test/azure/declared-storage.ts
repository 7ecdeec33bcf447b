import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { AzureBlobFlowStorage, type AzureBlobFlowStorageArgs } from "pulumi-syntask/azure";
import { type Declared, declare, resolved } from "../support/mocks";

export const subscription = "/subscriptions/11111111-1111-1111-1111-111111111111";
export const accounts = `${subscription}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts`;
export const reader = "22222222-2222-2222-2222-222222222222";
export const deployer = "33333333-3333-3333-3333-333333333333";
export const keys = { key1: "Zmlyc3Q=", key2: "c2Vjb25k" };

/** What Azure answers to look-ups. */
export const answers = {
  "azure-native:authorization:getClientConfig": {
    subscriptionId: subscription.split("/")[2],
    objectId: deployer,
  },
  "azure-native:storage:listStorageAccountKeys": {
    keys: Object.entries(keys).map(([keyName, value]) => ({ keyName, value })),
  },
};

/** What Azure adds to what the program gave. */
export function outputs({ type, inputs }: Declared): Record<string, unknown> {
  if (type.endsWith(":StorageAccount")) return { name: inputs.accountName };
  if (type.endsWith(":BlobContainer")) return { name: inputs.containerName };
  return type === "ContainerSas" ? { connectionString: "signed", expiresOn: "2027-01-01T00:00:00.000Z" } : {};
}

export const source = mkdtempSync(join(tmpdir(), "pulumi-syntask-azure-"));
beforeAll(() => writeFileSync(join(source, "etl.py"), "from syntask import flow\n\n\n@flow\ndef main():\n    pass\n"));
afterAll(() => rmSync(source, { recursive: true }));

export type Args = Partial<AzureBlobFlowStorageArgs>;

/** What a storage declares, and the pull step of a deployment of it. */
export async function storageOf(
  args: Args | (() => Args),
  config: Record<string, string> = {},
  name = "Flows",
  opts: () => pulumi.ComponentResourceOptions = () => ({}),
) {
  let flows!: AzureBlobFlowStorage;
  const declared = await declare(
    () => {
      const given = typeof args === "function" ? args() : args;
      flows = new AzureBlobFlowStorage(name, { resourceGroupName: "rg", ...given }, opts());
      new syntask.Deployment("nightly", { entrypoint: "etl.py:main", storage: flows });
    },
    config,
    outputs,
    answers,
  );
  const deployment = declared.find(({ type }) => type === "Deployment")!;
  const children = declared.filter(({ type }) => type !== "Deployment" && !type.endsWith(":AzureBlobFlowStorage"));
  const child = (suffix: string) => children.find((one) => one.name === `${name}-${suffix}`)!;
  const told = () => resolved(flows.bundles);
  return { children, child, pullSteps: deployment.inputs.pullSteps, told };
}

export const kinds = (children: Declared[]) => children.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
export const stepOf = (pullSteps: any) => pullSteps[0]["syntask_azure.deployments.steps.pull_from_azure_blob_storage"];
export const placeholder = (name: string) => `{{ syntask.blocks.azure-blob-storage-credentials.${name} }}`;

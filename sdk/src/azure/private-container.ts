import { getClientConfigOutput } from "@pulumi/azure-native/authorization";
import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import type { Refuse } from "../provider/refusal.js";
import type { AzureBlobFlowStorageArgs } from "./azure-blob-flow-storage-args.js";
import { checkedName, isAccount, isContainer } from "./azure-blob-flow-storage-check.js";
import { containerNameOf } from "./names.js";
import { stableName } from "./stable-name.js";

/** A container and where it is, new or not. */
export interface AzureContainer {
  account: pulumi.Output<string>;
  /** Id of the account in Azure's resource manager. */
  accountId: pulumi.Output<string>;
  name: pulumi.Output<string>;
  /** Full id of the container, the scope of roles on it. */
  id: pulumi.Output<string>;
  /** What has to be there before the first object is, and before the account's keys are. */
  made: pulumi.Resource[];
  /** What of it is new, and so goes with the stack. */
  isNew: { account: boolean; container: boolean };
}

/**
 * The container of a storage, in an account that takes TLS 1.2 and no public blobs, unless they exist already. Every preview
 * knows their names.
 */
export function privateContainer(
  name: string,
  args: AzureBlobFlowStorageArgs,
  refuse: Refuse,
  opts: pulumi.CustomResourceOptions,
): AzureContainer {
  const { resourceGroupName, storageAccount, access } = args;
  const { parent } = opts;
  const newAccount = storageAccount === undefined ? createAccount() : undefined;
  const account = newAccount?.name ?? nameOfAccount();
  const newContainer = args.container === undefined ? createContainer() : undefined;
  const container = newContainer?.name ?? nameOfContainer();
  return {
    account,
    accountId: accountId(),
    name: container,
    id: containerId(),
    made: newContainer ? [newContainer.resource] : [],
    isNew: { account: newAccount !== undefined, container: newContainer !== undefined },
  };

  function createAccount() {
    const chosen = args.storageAccountArgs?.accountName as pulumi.Input<string> | undefined;
    const accountName = pulumi
      .output<string>(chosen ?? uniqueName())
      .apply((given) => checkedName(refuse, "storageAccountArgs.accountName", given));
    const resource = new storage.StorageAccount(
      `${name}-account`,
      {
        kind: "StorageV2",
        sku: { name: "Standard_LRS" },
        minimumTlsVersion: "TLS1_2",
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: access !== "runtime",
        allowCrossTenantReplication: false,
        enableHttpsTrafficOnly: true,
        ...args.storageAccountArgs,
        location: args.location ?? args.storageAccountArgs?.location,
        accountName,
        resourceGroupName,
      },
      { ...opts, ignoreChanges: chosen === undefined ? ["accountName"] : [] },
    );
    return { resource, name: chosen === undefined ? firstKnown(resource.name, accountName) : accountName };
  }

  /** What the account was called when it was made; before that, what it will be. */
  function firstKnown(first: pulumi.Output<string>, planned: pulumi.Output<string>): pulumi.Output<string> {
    const { isKnown } = first as unknown as { isKnown: Promise<boolean> };
    return pulumi.output(isKnown).apply((known) => (known ? first : planned));
  }

  /** All of Azure shares the names of accounts. */
  function uniqueName(): pulumi.Output<string> {
    const { subscriptionId } = getClientConfigOutput({ parent });
    return pulumi.all([subscriptionId, resourceGroupName]).apply((place) => stableName(name, 24, place.join("/")));
  }

  function nameOfAccount(): pulumi.Output<string> {
    if (isAccount(storageAccount)) return storageAccount.name;
    return pulumi.output(storageAccount!).apply((given) => checkedName(refuse, "storageAccount", given));
  }

  function createContainer() {
    const containerName = pulumi
      .output((args.containerArgs?.containerName as pulumi.Input<string>) ?? containerNameOf(name))
      .apply((given) => checkedName(refuse, "containerArgs.containerName", given));
    const resource = new storage.BlobContainer(
      `${name}-container`,
      { publicAccess: "None", ...args.containerArgs, accountName: account, resourceGroupName, containerName },
      { ...opts, dependsOn: newAccount?.resource },
    );
    return { resource, name: containerName };
  }

  function nameOfContainer(): pulumi.Output<string> {
    if (isContainer(args.container)) return args.container.name;
    return pulumi.output(args.container!).apply((given) => checkedName(refuse, "container", given));
  }

  function accountId(): pulumi.Output<string> {
    if (newAccount) return newAccount.resource.id;
    if (isAccount(storageAccount)) return storageAccount.id;
    const { subscriptionId } = getClientConfigOutput({ parent });
    return pulumi.interpolate`/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Storage/storageAccounts/${account}`;
  }

  function containerId(): pulumi.Output<string> {
    if (newContainer) return newContainer.resource.id;
    if (isContainer(args.container)) return args.container.id;
    return pulumi.interpolate`${accountId()}/blobServices/default/containers/${container}`;
  }
}

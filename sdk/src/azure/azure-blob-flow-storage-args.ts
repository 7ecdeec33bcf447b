import type * as storage from "@pulumi/azure-native/storage";
import type { AzureBlobStorageCredentials } from "../blocks/azure-blob-storage-credentials.js";
import { faultOfReference } from "../checks/references.js";
import { faultOfBlank, faultOfEndpoint } from "../cloud/arg-faults.js";
import { grantees } from "../cloud/grantees.js";
import { objectStorageArgs } from "../cloud/object-storage-args.js";
import { type ArgsOf, flag, inTypeScript, integer, object, oneOf, settings, text } from "../provider/component-args.js";
import { faultOfAccountName, faultOfContainerName } from "./names.js";

const uploadCredentials = {
  /** Connection string of the account; secret. */
  connectionString: text({ secret: true }),
  /** Key of the account; secret. */
  accountKey: text({ secret: true }),
};

/** Azure credentials of the upload, where they are not what `access` suggests: one of the two. */
export interface AzureUploadCredentials extends ArgsOf<typeof uploadCredentials> {}

const own = {
  /** Name of the resource group of the storage account, new or not. */
  resourceGroupName: text({ required: true, check: faultOfGroup }),
  /** A storage account that exists, by its name or, in TypeScript, as a resource. @default a new one */
  storageAccount: text({ check: faultOfAccountName, sugar: inTypeScript<storage.StorageAccount>() }),
  /**
   * More settings of the new account. It takes TLS 1.2 and no public blobs, and with `access: "runtime"` no keys. Its name
   * is made of the component's and of characters that stand for stack and subscription.
   * @default {}
   */
  storageAccountArgs: settings<Partial<storage.StorageAccountArgs>>(),
  /** Where the new account is, such as `westeurope`. @default that of the resource group */
  location: text(),
  /** A container of `storageAccount` that exists, by its name or, in TypeScript, as a resource. @default a new, private one */
  container: text({ check: faultOfContainerName, sugar: inTypeScript<storage.BlobContainer>() }),
  /** More settings of the new container. Its name is the component's, in lowercase with dashes. @default {} */
  containerArgs: settings<Partial<storage.BlobContainerArgs>>(),
  /**
   * How a worker authenticates to Azure. `connectionString`: by a key of the account, which opens all of the account. `sas`: by
   * a shared access signature that opens the container and expires. `runtime`: by the worker's own identity; the block
   * holds the account's URL and no secret. Where workers use a key now, write
   * `storageAccountArgs: { allowSharedKeyAccess: true }` beside it for one `up`: without it the change is refused.
   * @default "connectionString"
   */
  access: oneOf("connectionString", "sas", "runtime")({ plain: true, default: "connectionString" }),
  /**
   * Permissions of a worker on the container, for `sas` and `runtime`; an account key may do everything.
   * @default "read"
   */
  permissions: oneOf("read", "readWrite")({ plain: true, default: "read" }),
  /**
   * With `access: "runtime"`: principal ids of who runs workers, such as that of a managed identity. Each gets the role
   * Storage Blob Data Reader on the container.
   * @default []
   */
  readers: grantees(faultOfPrincipal),
  /** Kind of the principals in `readers`, which Azure wants to be told. @default "ServicePrincipal", which managed identities are too */
  readerType: oneOf("ServicePrincipal", "Group", "User")({ plain: true, default: "ServicePrincipal" }),
  /**
   * With `access: "runtime"`: principal ids of who uploads. Each gets the role Storage Blob Data Contributor on the
   * container. Name them where several people or machines run Pulumi, or the role goes from one to the other.
   * @default whoever runs Pulumi, if the account is new
   */
  uploaders: grantees(faultOfPrincipal),
  /**
   * Also makes a place for the code of flows that are sent to a work pool without a deployment, with `access: "sas"` or `"runtime"`: a
   * container of its own in the account, and a block whose signature may put and get blobs there and nothing else. With `"runtime"`
   * the `readers` may. Give the output `bundles` to a `WorkPool` as its `storageConfiguration`. `forceDestroy`, `validDays` and `rotation` hold
   * for it too; its container and its block are called as the storage's, with `-bundles` at the end.
   * @default false
   */
  bundles: flag({ plain: true, default: false }),
  /** With `access: "sas"`: days until the signature expires. A `pulumi up` in their last third makes a new one. @default 90 */
  validDays: integer({ plain: true, min: 1, default: 90 }),
  /**
   * With `access: "sas"`: any text; a change rotates the signature: it makes a new one, which is known to work before the block has it. The
   * old one is good until it expires.
   * @default none
   */
  rotation: text({ plain: true, check: faultOfBlank }),
  /**
   * The account key that workers have, or that signs. To renew it without a pause, change to the other one, then renew
   * this one by `az storage account keys renew`.
   * @default "key1"
   */
  accountKey: oneOf("key1", "key2")({ plain: true, default: "key1" }),
  /**
   * A block that exists, instead of a new one: a placeholder of one, or in TypeScript the resource. What it holds has to be
   * allowed to list and read the container.
   */
  credentials: text({ check: faultOfReference, sugar: inTypeScript<AzureBlobStorageCredentials>() }),
  /** Endpoint URL of the account's blobs, such as that of an emulator. @default `https://<account>.blob.core.windows.net` */
  endpoint: text({ plain: true, check: faultOfEndpoint("https://flows.blob.core.windows.net") }),
  /**
   * Credentials of the upload; secret.
   * @default a key of the account, and with `access: "runtime"` the identity that runs Pulumi: `azure-native:*` in the
   * stack's config, then what Azure's library finds by itself
   */
  uploadCredentials: object<AzureUploadCredentials>("AzureUploadCredentials", uploadCredentials)({ plain: true }),
};

export const azureBlobFlowStorageArgs: typeof objectStorageArgs & typeof own = { ...objectStorageArgs, ...own };

/** The args of {@link AzureBlobFlowStorage}. */
export interface AzureBlobFlowStorageArgs extends ArgsOf<typeof azureBlobFlowStorageArgs> {}

function faultOfGroup(group: string): string | undefined {
  if (/^[\p{L}\p{N}_().-]{0,89}[\p{L}\p{N}_()-]$/u.test(group)) return undefined;
  return `is "${group}"; write the name alone, like "flows"`;
}

function faultOfPrincipal(id: string): string | undefined {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return undefined;
  return `has "${id}"; write the principal id of the identity, a GUID that Azure shows as its object id`;
}

import type * as storage from "@pulumi/azure-native/storage";
import type * as pulumi from "@pulumi/pulumi";
import type { AzureBlobStorageCredentials } from "../blocks/azure-blob-storage-credentials.js";
import type { Grantees } from "../cloud/grantees.js";
import type { ObjectStorageArgs } from "../cloud/object-storage-args.js";
import type { AzurePermissions } from "./container-signature.js";

/** Azure credentials of the upload, where they are not what `access` suggests: one of the two. */
export interface AzureUploadCredentials {
  /** Connection string of the account; secret. */
  connectionString?: pulumi.Input<string>;
  /** Key of the account; secret. */
  accountKey?: pulumi.Input<string>;
}

/** The args of {@link AzureBlobFlowStorage}. */
export interface AzureBlobFlowStorageArgs extends ObjectStorageArgs {
  /** Name of the resource group of the storage account, new or not. */
  resourceGroupName: pulumi.Input<string>;
  /** A storage account that exists, by its name or as a resource. @default a new one */
  storageAccount?: storage.StorageAccount | pulumi.Input<string>;
  /**
   * More settings of the new account. It takes TLS 1.2 and no public blobs, and with `access: "runtime"` no keys. Its name
   * is made of the component's and of characters that stand for stack and subscription.
   * @default {}
   */
  storageAccountArgs?: Partial<storage.StorageAccountArgs>;
  /** Where the new account is, such as `westeurope`. @default that of the resource group */
  location?: pulumi.Input<string>;
  /** A container of `storageAccount` that exists, by its name or as a resource. @default a new, private one */
  container?: storage.BlobContainer | pulumi.Input<string>;
  /** More settings of the new container. Its name is the component's, in lowercase with dashes. @default {} */
  containerArgs?: Partial<storage.BlobContainerArgs>;
  /**
   * How a worker authenticates to Azure. `connectionString`: by a key of the account, which opens all of the account. `sas`: by
   * a shared access signature that opens the container and expires. `runtime`: by the worker's own identity; the block
   * holds the account's URL and no secret. Where workers use a key now, write
   * `storageAccountArgs: { allowSharedKeyAccess: true }` beside it for one `up`: without it the change is refused.
   * @default "connectionString"
   */
  access?: "connectionString" | "sas" | "runtime";
  /**
   * Permissions of a worker on the container, for `sas` and `runtime`; an account key may do everything.
   * @default "read"
   */
  permissions?: AzurePermissions;
  /**
   * With `access: "runtime"`: principal ids of who runs workers, such as that of a managed identity. Each gets the role
   * Storage Blob Data Reader on the container.
   * @default []
   */
  readers?: Grantees;
  /** What `readers` are. @default "ServicePrincipal", which managed identities are too */
  readerType?: "ServicePrincipal" | "Group" | "User";
  /**
   * With `access: "runtime"`: principal ids of who uploads. Each gets the role Storage Blob Data Contributor on the
   * container. Name them where several people or machines run Pulumi, or the role goes from one to the other.
   * @default whoever runs Pulumi, if the account is new
   */
  uploaders?: Grantees;
  /** With `access: "sas"`: days until the signature expires. A `pulumi up` in their last third makes a new one. @default 90 */
  validDays?: number;
  /**
   * With `access: "sas"`: any text; a change rotates the signature: it makes a new one, which is known to work before the block has it. The
   * old one is good until it expires.
   * @default none
   */
  rotation?: string;
  /**
   * The account key that workers have, or that signs. To renew it without a pause, change to the other one, then renew
   * this one by `az storage account keys renew`.
   * @default "key1"
   */
  accountKey?: "key1" | "key2";
  /**
   * A block that exists, instead of a new one: a resource, or a placeholder of one. What it holds has to be allowed to
   * list and read the container.
   */
  credentials?: AzureBlobStorageCredentials | pulumi.Input<string>;
  /** Endpoint URL of the account's blobs, such as that of an emulator. @default `https://<account>.blob.core.windows.net` */
  endpoint?: string;
  /**
   * Credentials of the upload; secret.
   * @default a key of the account, and with `access: "runtime"` the identity that runs Pulumi: `azure-native:*` in the
   * stack's config, then what Azure's library finds by itself
   */
  uploadCredentials?: AzureUploadCredentials;
}

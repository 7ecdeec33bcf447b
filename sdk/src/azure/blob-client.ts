import type { BlobServiceClient, ContainerClient, StoragePipelineOptions } from "@azure/storage-blob";
import { loadOptional } from "../checks/optional-package.js";
import { blobPackage } from "../cloud/store-packages.js";
import type { ConfigReader } from "../config.js";
import { blobEndpoint } from "./blob-endpoint.js";
import { boundSockets } from "./bounded-sockets.js";
import { stackIdentity } from "./stack-identity.js";

/** Where a container is. */
export interface ContainerLocation {
  account: string;
  container: string;
  /** URL of the account's blobs, when it is not Azure's. */
  endpoint?: string;
}

/** Who asks; without any, the identity of the stack. */
export interface BlobCredentials {
  connectionString?: string;
  accountKey?: string;
  /** Id of the account in Azure's resource manager, by which a key that was renewed is looked up. */
  accountId?: string;
  keyName?: string;
}

const pipelineOptions: StoragePipelineOptions = { retryOptions: { maxTries: 5, retryDelayInMs: 500 } };

/** The SDK, loaded when it is needed. */
export const loadBlobs = (): typeof import("@azure/storage-blob") =>
  loadOptional(blobPackage, () => require("@azure/storage-blob"));

/** A client of a container, with the credentials of one of its account. */
export const containerClient = (
  location: ContainerLocation,
  config: ConfigReader,
  credentials?: BlobCredentials,
): ContainerClient => accountClient(location, config, credentials).getContainerClient(location.container);

/**
 * A client of a storage account with the given credentials, else with the identity of the stack.
 */
export function accountClient(
  { account, endpoint }: Omit<ContainerLocation, "container">,
  config: ConfigReader,
  { connectionString, accountKey }: BlobCredentials = {},
): BlobServiceClient {
  const { BlobServiceClient, newPipeline, StorageSharedKeyCredential } = loadBlobs();
  const client = (url: string, credential: BlobServiceClient["credential"]) =>
    new BlobServiceClient(url, boundSockets(newPipeline(credential, pipelineOptions)));
  if (connectionString) {
    const { url, credential } = BlobServiceClient.fromConnectionString(connectionString);
    return client(url, credential);
  }
  const credential = accountKey ? new StorageSharedKeyCredential(account, accountKey) : stackIdentity(config);
  return client(blobEndpoint(account, config, endpoint), credential);
}

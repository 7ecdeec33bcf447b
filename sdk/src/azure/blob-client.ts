import type { BlobServiceClient, ContainerClient, StoragePipelineOptions } from "@azure/storage-blob";
import { loadOptional } from "../cloud/optional-package.js";
import type { ConfigReader } from "../config.js";
import { blobEndpoint } from "./blob-endpoint.js";

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
  loadOptional({ name: "@azure/storage-blob", user: "Azure" }, () => require("@azure/storage-blob"));

/** A client of a container, with the credentials of one of its account. */
export const containerClient = (
  location: ContainerLocation,
  config: ConfigReader,
  credentials?: BlobCredentials,
): ContainerClient => accountClient(location, config, credentials).getContainerClient(location.container);

/**
 * A client of a storage account with the given credentials, else with the identity of the stack: `azure-native:clientId`,
 * `azure-native:clientSecret` and `azure-native:tenantId`, else the default chain of Azure's library.
 */
export function accountClient(
  { account, endpoint }: Omit<ContainerLocation, "container">,
  config: ConfigReader,
  { connectionString, accountKey }: BlobCredentials = {},
): BlobServiceClient {
  const { BlobServiceClient, StorageSharedKeyCredential } = loadBlobs();
  if (connectionString) {
    return BlobServiceClient.fromConnectionString(connectionString, pipelineOptions);
  }
  const url = blobEndpoint(account, config, endpoint);
  const credential = accountKey ? new StorageSharedKeyCredential(account, accountKey) : stackIdentity(config);
  return new BlobServiceClient(url, credential, pipelineOptions);
}

export function stackIdentity(config: ConfigReader): import("@azure/identity").TokenCredential {
  const { ClientSecretCredential, DefaultAzureCredential } = loadIdentity();
  const setting = (name: string, variable: string) => config.get(`azure-native:${name}`) ?? process.env[variable];
  const tenantId = setting("tenantId", "ARM_TENANT_ID");
  const clientId = setting("clientId", "ARM_CLIENT_ID");
  const clientSecret = setting("clientSecret", "ARM_CLIENT_SECRET");
  if (tenantId && clientId && clientSecret) return new ClientSecretCredential(tenantId, clientId, clientSecret);
  return new DefaultAzureCredential();
}

const loadIdentity = (): typeof import("@azure/identity") =>
  loadOptional({ name: "@azure/identity", user: "signing in to Azure", instead: "give `uploadCredentials`" }, () =>
    require("@azure/identity"),
  );

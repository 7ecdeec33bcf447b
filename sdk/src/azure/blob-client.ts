import type { BlobServiceClient, ContainerClient, StoragePipelineOptions } from "@azure/storage-blob";
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

/** The SDK, loaded when it is needed. @throws with the line that installs it */
export function loadBlobs(): typeof import("@azure/storage-blob") {
  try {
    return require("@azure/storage-blob");
  } catch (cause) {
    throw new Error("Azure needs a package that is not installed; run `npm install @azure/storage-blob`", { cause });
  }
}

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

function loadIdentity(): typeof import("@azure/identity") {
  try {
    return require("@azure/identity");
  } catch (cause) {
    throw new Error(
      "signing in to Azure needs a package that is not installed; run `npm install @azure/identity`, or give `uploadCredentials`",
      { cause },
    );
  }
}

import type * as pulumi from "@pulumi/pulumi";
import { AzureBlobStorageCredentials } from "../blocks/azure-blob-storage-credentials.js";
import { type CloudPullOptions, cloudPull } from "../cloud/cloud-pull.js";
import type { PullStep } from "../storage/flow-storage.js";

/** The args of {@link pullFromAzureBlobStorage}. */
export interface PullFromAzureBlobStorageArgs extends CloudPullOptions {
  /** Name of the container. */
  container: pulumi.Input<string>;
  /**
   * A block with a connection string or an account's URL, a placeholder of one, or an object such as `{ account_url }`.
   * The step demands it, also of a worker with an identity of its own.
   */
  credentials: AzureBlobStorageCredentials | pulumi.Input<string | Record<string, pulumi.Input<string>>>;
}

/**
 * Copies a folder of a container of Azure Blob Storage into the working directory; returns `container`, `folder`,
 * `directory`. A worker fails on an object whose name ends with a slash, as accounts with a hierarchical namespace and
 * some tools make them for folders.
 *
 * @example
 * ```ts
 * new syntask.Deployment("nightly", {
 *   entrypoint: "etl.py:main",
 *   pullSteps: [pullFromAzureBlobStorage({ container: "team-code", folder: "etl", credentials: block })],
 * });
 * ```
 */
export function pullFromAzureBlobStorage(args: PullFromAzureBlobStorageArgs): pulumi.Output<PullStep> {
  const { container, credentials, ...options } = args;
  return cloudPull("azure", "pull_from_azure_blob_storage", options, {
    container,
    credentials: credentials instanceof AzureBlobStorageCredentials ? credentials.reference : credentials,
  });
}

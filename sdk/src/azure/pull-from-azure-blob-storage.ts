import * as pulumi from "@pulumi/pulumi";
import { AzureBlobStorageCredentials } from "../blocks/azure-blob-storage-credentials.js";
import { folderPrefix } from "../code/folder-path.js";
import { programDialect } from "../provider/program.js";
import type { PullStep } from "../storage/flow-storage.js";
import { type PullStepOptions, pullStep } from "../storage/pull-steps.js";

/** The args of {@link pullFromAzureBlobStorage}. */
export interface PullFromAzureBlobStorageArgs extends PullStepOptions {
  /** Name of the container. */
  container: pulumi.Input<string>;
  /**
   * Folder in the container. It gets a slash at its end, without which a worker takes `flows2/` for a part of `flows`
   * and fails.
   * @default all of the container
   */
  folder?: pulumi.Input<string>;
  /**
   * A block with a connection string or an account's URL, a placeholder of one, or an object such as `{ account_url }`.
   * The step demands it, also of a worker with an identity of its own.
   */
  credentials: AzureBlobStorageCredentials | pulumi.Input<string | Record<string, pulumi.Input<string>>>;
  /**
   * Python module of the step, for a worker whose package has another one.
   * @default `syntask_azure.deployments.steps`, or `prefect_azure.deployments.steps` in that dialect
   */
  stepModule?: string;
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
  const { stepModule = programDialect().stepModule("azure"), container, credentials } = args;
  return pullStep(`${stepModule}.pull_from_azure_blob_storage`, {
    id: args.id,
    requires: args.requires,
    container,
    folder: pulumi.output(args.folder ?? "").apply(folderPrefix),
    credentials: credentials instanceof AzureBlobStorageCredentials ? credentials.reference : credentials,
  });
}

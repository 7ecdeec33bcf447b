import type * as pulumi from "@pulumi/pulumi";
import { GcpCredentials } from "../blocks/gcp-credentials.js";
import { type CloudPullOptions, cloudPull } from "../cloud/cloud-pull.js";
import type { PullStep } from "../storage/flow-storage.js";

/** The args of {@link pullFromGcs}. */
export interface PullFromGcsArgs extends CloudPullOptions {
  /** Name of the bucket, without `gs://`. */
  bucket: pulumi.Input<string>;
  /** A credentials block, or a placeholder of one. @default the worker's own identity */
  credentials?: GcpCredentials | pulumi.Input<string>;
}

/** Copies a folder of a Google Cloud Storage bucket into the working directory; returns `bucket`, `folder`, `directory`. */
export function pullFromGcs({ bucket, credentials, ...options }: PullFromGcsArgs): pulumi.Output<PullStep> {
  return cloudPull("gcp", "pull_from_gcs", options, {
    bucket,
    credentials: credentials instanceof GcpCredentials ? credentials.reference : credentials,
  });
}

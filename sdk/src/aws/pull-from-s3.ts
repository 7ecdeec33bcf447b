import * as pulumi from "@pulumi/pulumi";
import { type AwsClientParameters, awsClientParameterKeys } from "../blocks/aws-client-parameters.js";
import { AwsCredentials } from "../blocks/aws-credentials.js";
import { MinioCredentials } from "../blocks/minio-credentials.js";
import { type CloudPullOptions, cloudPull } from "../cloud/cloud-pull.js";
import type { PullStep } from "../storage/flow-storage.js";

/** A credentials block for S3, or for another S3-compatible store. */
export type S3Credentials = AwsCredentials | MinioCredentials;

/** The args of {@link pullFromS3}. */
export interface PullFromS3Args extends CloudPullOptions {
  /** Name of the bucket, without `s3://`. */
  bucket: pulumi.Input<string>;
  /** A credentials block, or a placeholder of one. @default what the worker finds in its environment, such as a role */
  credentials?: S3Credentials | pulumi.Input<string>;
  /** Parameters of the worker's boto3 client, unless the block says so. @default {} */
  clientParameters?: pulumi.Input<AwsClientParameters | undefined>;
}

/**
 * Copies a folder of an S3 bucket into the working directory; returns `bucket`, `folder`, `directory`.
 *
 * @example
 * ```ts
 * new syntask.Deployment("nightly", {
 *   entrypoint: "etl.py:main",
 *   pullSteps: [pullFromS3({ bucket: "team-code", folder: "etl", credentials: block })],
 * });
 * ```
 */
export function pullFromS3({
  bucket,
  credentials,
  clientParameters,
  ...options
}: PullFromS3Args): pulumi.Output<PullStep> {
  return cloudPull("aws", "pull_from_s3", options, {
    bucket,
    credentials: isS3Credentials(credentials) ? credentials.reference : credentials,
    client_parameters: pulumi.output(clientParameters).apply((given) => given && clientParametersOnWire(given)),
  });
}

export const isS3Credentials = (given: unknown): given is S3Credentials =>
  given instanceof AwsCredentials || given instanceof MinioCredentials;

/** A null in them breaks the worker. Source: `docs/server-rules.md`, "Credentials in pull steps". */
function clientParametersOnWire(parameters: AwsClientParameters): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [awsClientParameterKeys[name as keyof AwsClientParameters] ?? name, value]),
  );
}

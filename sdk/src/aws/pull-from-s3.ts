import * as pulumi from "@pulumi/pulumi";
import { type AwsClientParameters, awsClientParameterKeys } from "../blocks/aws-client-parameters.js";
import { AwsCredentials } from "../blocks/aws-credentials.js";
import { MinioCredentials } from "../blocks/minio-credentials.js";
import { folderPrefix } from "../code/folder-path.js";
import { programDialect } from "../provider/program.js";
import type { PullStep } from "../storage/flow-storage.js";
import { type PullStepOptions, pullStep } from "../storage/pull-steps.js";

/** A credentials block for S3, or for a store that speaks like it. */
export type S3Credentials = AwsCredentials | MinioCredentials;

/** The args of {@link pullFromS3}. */
export interface PullFromS3Args extends PullStepOptions {
  /** Name of the bucket, without `s3://`. */
  bucket: pulumi.Input<string>;
  /**
   * Folder in the bucket. It gets a slash at its end, without which a worker takes `flows2/` for a part of `flows` and
   * fails.
   * @default all of the bucket
   */
  folder?: pulumi.Input<string>;
  /** A credentials block, or a placeholder of one. @default what the worker finds in its environment, such as a role */
  credentials?: S3Credentials | pulumi.Input<string>;
  /** How the worker's client is made, unless the block says so. @default {} */
  clientParameters?: pulumi.Input<AwsClientParameters>;
  /**
   * Python module of the step, for a worker whose package has another one.
   * @default `syntask_aws.deployments.steps`, or `prefect_aws.deployments.steps` in that dialect
   */
  stepModule?: string;
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
export function pullFromS3(args: PullFromS3Args): pulumi.Output<PullStep> {
  const { stepModule = programDialect().stepModule("aws"), bucket, credentials, clientParameters } = args;
  return pullStep(`${stepModule}.pull_from_s3`, {
    id: args.id,
    requires: args.requires,
    bucket,
    folder: pulumi.output(args.folder ?? "").apply(folderPrefix),
    credentials: isS3Credentials(credentials) ? credentials.reference : credentials,
    client_parameters: clientParameters && pulumi.output(clientParameters).apply(clientParametersOnWire),
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

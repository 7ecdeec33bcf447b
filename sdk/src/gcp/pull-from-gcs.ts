import type * as pulumi from "@pulumi/pulumi";
import { programDialect } from "../provider/program.js";
import type { PullStep } from "../storage/flow-storage.js";
import { type PullStepOptions, pullStep } from "../storage/pull-steps.js";
import { withSlash } from "./folder-path.js";

/** The args of {@link pullFromGcs}. */
export interface PullFromGcsArgs extends PullStepOptions {
  /** Name of the bucket, without `gs://`. */
  bucket: pulumi.Input<string>;
  /**
   * Folder in the bucket; `""` is all of it. A slash is added at the end if it is missing: without it a worker takes
   * `flows2/` for a part of `flows` and fails.
   */
  folder: pulumi.Input<string>;
  /** Placeholder of a block, such as `GcpCredentials`' `reference`. @default the worker's own identity */
  credentials?: pulumi.Input<string>;
  /**
   * Python module of the step, for a worker whose package has another one.
   * @default `syntask_gcp.deployments.steps`, or `prefect_gcp.deployments.steps` in that dialect
   */
  stepModule?: string;
}

/** Copies a folder of a Google Cloud Storage bucket into the working directory; returns `bucket`, `folder`, `directory`. */
export function pullFromGcs({ stepModule, folder, ...args }: PullFromGcsArgs): pulumi.Output<PullStep> {
  const module = stepModule ?? programDialect().stepModule("gcp");
  return pullStep(`${module}.pull_from_gcs`, { ...args, folder: withSlash(folder) });
}

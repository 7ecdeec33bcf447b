import * as pulumi from "@pulumi/pulumi";
import type { Dialect } from "../api/dialect.js";
import { folderPrefix } from "../code/folder-path.js";
import { programDialect } from "../provider/program.js";
import type { PullStep } from "../storage/flow-storage.js";
import { type PullStepOptions, pullStep } from "../storage/pull-steps.js";

/** What the pull steps of the clouds' object stores take alike. */
export interface CloudPullOptions extends PullStepOptions {
  /**
   * Folder (key prefix) in the bucket or container. It gets a trailing slash, without which a worker takes `flows2/` for a
   * part of `flows` and fails.
   * @default all of the bucket or container
   */
  folder?: pulumi.Input<string>;
  /**
   * Python module of the pull step, for a worker whose package has another one.
   * @default that of the cloud in the dialect, such as `syntask_aws.deployments.steps` or `prefect_aws.deployments.steps`
   */
  stepModule?: string;
}

export type Cloud = "aws" | "azure" | "gcp";

/** A pull step of a cloud's Python package. */
export function cloudPull(
  cloud: Cloud,
  step: string,
  { folder = "", id, requires, ...args }: CloudPullOptions,
  inputs: Record<string, unknown>,
): pulumi.Output<PullStep> {
  const prefix = pulumi.output(folder).apply(folderPrefix);
  return pullStep(`${stepModuleOf(cloud, args)}.${step}`, { id, requires, ...inputs, folder: prefix });
}

/** The one that was chosen, else that of the dialect of the connection. */
export const stepModuleOf = (
  cloud: Cloud,
  { stepModule, connection }: { stepModule?: string; connection?: pulumi.Input<string> },
): string => stepModule ?? dialectFor(connection).stepModule(cloud);

/** The dialect of a connection; one that is known later has the stack's. */
export const dialectFor = (connection: pulumi.Input<string> | undefined): Dialect =>
  programDialect(typeof connection === "string" ? connection : undefined);

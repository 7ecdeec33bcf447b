import * as pulumi from "@pulumi/pulumi";
import type { Json } from "../provider/definition.js";
import { type LookUpArgs, lookUpObject, type OutputArgs } from "../provider/look-up.js";
import { programConnection } from "../provider/program.js";
import type { PullStep } from "../storage/flow-storage.js";
import { Deployment, deploymentUrl } from "./deployment.js";
import type { ScheduleInput } from "./deployment-schedule.js";

export interface GetDeploymentArgs extends LookUpArgs {
  /** Name of its flow. */
  flow: string;
  name: string;
}

export interface GetDeploymentResult {
  id: string;
  name: string;
  flow: string;
  flowId: string;
  entrypoint?: string;
  pullSteps: PullStep[];
  workPool?: string;
  workQueue?: string;
  schedules: ScheduleInput[];
  parameters: Record<string, Json>;
  jobVariables: Record<string, Json>;
  tags: string[];
  description?: string;
  version?: string;
  paused: boolean;
  /** Maximum concurrent runs; unlimited when missing. */
  concurrencyLimit?: number;
  /** URL of its page in the UI. */
  url: string;
}

/**
 * A deployment that something else made.
 *
 * @throws RunError when there is none
 */
export async function getDeployment({ flow, name, connection }: GetDeploymentArgs): Promise<GetDeploymentResult> {
  const deployment = await lookUpObject(Deployment.definition, { flow, name }, connection);
  const { id, flowId, entrypoint, workPool, workQueue, description, version, concurrencyLimit } = deployment;
  const { pullSteps = [], schedules = [], parameters = {}, jobVariables = {}, tags = [], paused = false } = deployment;
  return {
    id,
    name,
    flow,
    flowId,
    entrypoint,
    pullSteps,
    workPool,
    workQueue,
    schedules,
    parameters,
    jobVariables,
    tags,
    description,
    version,
    paused,
    concurrencyLimit,
    url: deploymentUrl(programConnection(connection), id),
  };
}

/** {@link getDeployment} for names that are outputs. */
export const getDeploymentOutput = (args: OutputArgs<GetDeploymentArgs>): pulumi.Output<GetDeploymentResult> =>
  pulumi.output(args).apply(getDeployment);

import * as pulumi from "@pulumi/pulumi";
import { type Found, type LookUpArgs, lookUpObject, type OutputArgs } from "../provider/look-up.js";
import { programConnection } from "../provider/program.js";
import { Deployment, deploymentUrl } from "./deployment.js";
import type { fields } from "./deployment-fields.js";

/** The args of {@link getDeployment}. */
export interface GetDeploymentArgs extends LookUpArgs {
  /** Name of its flow. */
  flow: string;
  /** Name of the deployment. */
  name: string;
}

/** What {@link getDeployment} finds. */
export type GetDeploymentResult = Found<
  typeof fields,
  "name" | "flow" | "pullSteps" | "schedules" | "parameters" | "jobVariables" | "tags" | "paused",
  "entrypoint" | "workPool" | "workQueue" | "description" | "version" | "concurrencyLimit"
> & {
  /** Id of its flow. */
  flowId: string;
  /** URL of its page in the UI. */
  url: string;
};

/**
 * Looks up a deployment that exists, by its flow and name.
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

import { dialectOf } from "../../sdk/dist/api/dialect.js";
import { deploymentConfig } from "../../sdk/dist/project/deployment-config.js";
import { deploymentTriggers } from "../../sdk/dist/project/deployment-trigger.js";
import { entryWithLateValues, stepsWithLateValues } from "../../sdk/dist/project/late-values.js";
import { planProject } from "../../sdk/dist/project/project-plan.js";
import { lookAtEntrypoint } from "../../sdk/dist/python/entrypoint-flow.js";
import { scheduleToWire } from "../../sdk/dist/resources/schedule.js";

/**
 * What `SyntaskProject` plans for a project file, in the form in which the server takes deployments.
 *
 * @param {string} folder
 * @param {string} file
 * @param {Record<string, unknown>} outputs what build and push steps returned
 */
export function planned(folder, file, outputs) {
  const options = {
    folder,
    files: [file],
    dialect: dialectOf("prefect"),
    lateOutputs: Object.keys(outputs),
    otherJobVariables: () => [],
    plainEnvironment: [],
    overridden: () => [],
    isStored: () => false,
  };
  try {
    const { deployments, warnings } = planProject(options);
    return { warnings, deployments: deployments.map((deployment) => wireForm(folder, deployment, outputs)) };
  } catch (error) {
    return { refused: error.message.split("\n") };
  }
}

function wireForm(folder, planned, outputs) {
  const variables = Object.fromEntries(planned.variables.map(({ name }) => [name, `value of ${name}`]));
  const late = { variables, outputs };
  const entry = entryWithLateValues(planned.entry, late);
  const config = deploymentConfig(entry);
  const { flow } = lookAtEntrypoint(folder, planned.entrypoint);
  return {
    place: planned.place,
    flow: planned.flow,
    isRead: flow !== undefined,
    automations: deploymentTriggers(entry).length,
    deployment: {
      name: planned.name,
      entrypoint: planned.entrypoint,
      version: config.version,
      tags: config.tags,
      description: config.description ?? planned.description,
      schedules: config.schedules.map(scheduleToWire),
      parameters: config.parameters,
      enforce_parameter_schema: config.enforceParameterSchema,
      paused: config.paused,
      concurrency_limit: config.concurrencyLimit,
      concurrency_options: config.collisionStrategy && { collision_strategy: config.collisionStrategy },
      work_pool_name: config.workPool,
      work_queue_name: config.workQueue,
      job_variables: config.jobVariables,
      pull_steps: stepsWithLateValues(planned.pullSteps, late),
      parameter_openapi_schema: flow?.parameterOpenApiSchema,
    },
  };
}

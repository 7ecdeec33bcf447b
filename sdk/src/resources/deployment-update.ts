import { type Client, path } from "../api/client.js";
import { repeatLost } from "../api/retry.js";
import { serverTakes } from "../api/server-version.js";
import { patchChanged } from "../engine/collection.js";
import type { UpdateContext } from "../engine/definition.js";
import type { Fields, Wire } from "../engine/field.js";
import { toWire } from "../engine/field-table.js";
import { type DeploymentInputs, fields } from "./deployment-fields.js";
import { labelsToWrite } from "./deployment-labels.js";
import { concurrencyOptions, limitNames, limitSteps } from "./deployment-limits.js";
import {
  boundSchedules,
  type DeploymentState,
  emptyParameterSchema,
  inUsersWords,
  noSuchPool,
  upsert,
  type WireDeployment,
} from "./deployment-request.js";
import { standsForAnother } from "./parameter-check.js";
import { isSameButForBound, type ScheduleInput, scheduleToWire, type WireSchedule } from "./schedule.js";
import { scheduleChanges } from "./schedule-changes.js";

type Stored = DeploymentInputs & DeploymentState;

/**
 * Changes what changed of a deployment and nothing else: schedules by their own addresses, the rest by a PATCH. Only what
 * a PATCH does not take is written by a POST of the whole, with the schedules that the server has.
 * Source: `docs/server-rules.md`, "Deployments".
 */
export async function update(
  client: Client,
  id: string,
  inputs: DeploymentInputs,
  olds: Stored,
  { changed }: UpdateContext,
): Promise<DeploymentState> {
  const read = () => client.get<WireDeployment>(path`/deployments/${id}`);
  const { unboundSchedules = [] } = olds;
  let deployment = await read();
  if (unboundSchedules.length > 0) {
    await boundSchedules(client, deployment, unboundSchedules);
    deployment = await read();
  }
  const others = changed.filter((name) => name !== "schedules" && !limitNames.includes(name));
  const steps = limitSteps(deployment, inputs, changed);
  const options = concurrencyOptions(inputs, changed, deployment.concurrency_options);
  if (changed.includes("schedules")) await changeSchedules(client, deployment, olds, inputs);
  if (others.length > 0 && (await needsPost(client, inputs, others, deployment))) {
    const { schedules } = changed.includes("schedules") ? await read() : deployment;
    const more = {
      schedules: boundAsDeclared(schedules, inputs.schedules),
      parameterSchema: deployment.parameter_openapi_schema ?? emptyParameterSchema,
      sent: Object.keys(fields).filter((name) => name !== "labels" && !limitNames.includes(name)),
      asIs: { ...options, ...labelsToWrite(deployment, olds.labels, inputs.labels) },
    };
    await upsert(client, olds.flowId, inputs, more, { repeatable: true });
  } else {
    const [first = {}] = steps.splice(0, 1);
    await patch(client, deployment, inputs, others, { ...first, ...(changed.some(isOption) ? options : {}) });
  }
  for (const step of steps) await client.patch(path`/deployments/${id}`, step);
  return { flowId: olds.flowId };
}

const isOption = (name: string): boolean => String((fields as Fields)[name]?.wire).startsWith("concurrency_options.");

async function needsPost(
  client: Client,
  { parameters }: DeploymentInputs,
  changed: readonly string[],
  { parameter_openapi_schema: schema }: WireDeployment,
): Promise<boolean> {
  for (const name of changed) {
    const { patchedSince, sent } = (fields as Fields)[name]!;
    if (sent === "create") return true;
    if (patchedSince && !(await serverTakes(client, { since: patchedSince }))) return true;
  }
  // Without a schema any PATCH is refused.
  return schema === null || (changed.includes("parameters") && refersToValues(parameters));
}

/** Whether a part of a value stands for another one, which a POST keeps as it is, and a PATCH replaces by what it is now. */
function refersToValues(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return standsForAnother(value) || Object.values(value).some(refersToValues);
}

/** A run that was killed after a POST leaves schedules without their bounds. */
const boundAsDeclared = (listed: readonly WireSchedule[], declared: readonly ScheduleInput[] = []): WireSchedule[] =>
  listed.map((made) => {
    const same = declared.find((schedule) => isSameButForBound(made, scheduleToWire(schedule)));
    return { ...made, max_scheduled_runs: made.max_scheduled_runs ?? same?.maxScheduledRuns ?? null };
  });

const placeInPool = ["workPool", "workQueue", "jobVariables"];

async function patch(
  client: Client,
  { id, job_variables }: WireDeployment,
  inputs: DeploymentInputs,
  changed: readonly string[],
  more: Wire,
): Promise<void> {
  const body: Wire = { ...toWire(fields, inputs, "update", changed), ...more };
  if (inputs.workPool !== undefined && changed.some((name) => placeInPool.includes(name))) {
    // A pool alone resets the queue, a queue alone moves the deployment, and variables alone are not looked at.
    body.work_pool_name = inputs.workPool;
    body.work_queue_name = inputs.workQueue ?? fields.workQueue.default;
    body.job_variables = inputs.jobVariables ?? job_variables ?? {};
    const pool = changed.includes("workPool") && (await client.find(path`/work_pools/${inputs.workPool}`));
    if (pool === undefined) throw noSuchPool(inputs.workPool);
  }
  await patchChanged(client, path`/deployments/${id}`, body).catch((error) => {
    throw inUsersWords(error, inputs);
  });
}

async function changeSchedules(
  client: Client,
  { id: deployment, schedules: listed }: WireDeployment,
  olds: Stored,
  { schedules = [] }: DeploymentInputs,
): Promise<void> {
  const address = path`/deployments/${deployment}/schedules`;
  let known: typeof listed | undefined = listed;
  const change = async () => {
    const there = known ?? (await client.get<typeof listed>(address));
    // After a lost answer they may have been made all the same, and would be made twice.
    known = undefined;
    const { freeing, added, changed, removed } = scheduleChanges(there, olds.schedules, schedules);
    for (const id of freeing) await client.delete(address + path`/${id}`);
    if (added.length > 0) await client.post(address, added);
    for (const { id, options } of changed) await client.patch(address + path`/${id}`, options);
    for (const id of removed) await client.delete(address + path`/${id}`);
  };
  await repeatLost(change);
}

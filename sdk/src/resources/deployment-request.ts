import { type Client, path } from "../api/client.js";
import { ApiError } from "../api/errors.js";
import { wasWrittenBefore } from "../api/moments.js";
import { textsIn } from "../api/redaction.js";
import type { Json, Made, Observed } from "../engine/definition.js";
import { PartialCreateError } from "../engine/errors.js";
import type { Wire } from "../engine/field.js";
import { observed, toWire } from "../engine/field-table.js";
import { type DeploymentInputs, fields } from "./deployment-fields.js";
import { observedLabels, type WireLabels } from "./deployment-labels.js";
import { observedLimits, type WireLimits } from "./deployment-limits.js";
import { isSameButForBound, keptParameters, scheduleFromWire, type WireSchedule } from "./schedule.js";
import { withoutAdditions } from "./schedule-writing.js";

export interface DeploymentState {
  flowId: string;
  /** Schedules whose `max_scheduled_runs` an operation that broke off did not set any more. */
  unboundSchedules?: WireSchedule[];
}

/** What is read of a deployment beside the values of its fields. */
export interface WireDeployment extends WireLabels, WireLimits {
  created: string;
  updated: string;
  flow_id: string;
  work_pool_name: string | null;
  work_queue_name: string | null;
  schedules: (WireSchedule & { id: string })[];
  parameter_openapi_schema: Record<string, Json> | null;
  job_variables: Record<string, Json> | null;
}

/** Without a schema the server refuses runs. Source: `docs/server-rules.md`, "Deployments". */
export const emptyParameterSchema = { title: "Parameters", type: "object", properties: {}, definitions: {} };

/** What a write of the whole deployment sends beside its inputs. */
interface More {
  /** All that it is to have; a POST makes each of them anew. */
  schedules: readonly WireSchedule[];
  /** The schema where the inputs have none. */
  parameterSchema: object;
  /** Inputs that are sent. */
  sent: readonly string[];
  /** What is sent as it is: options of the limit, labels. */
  asIs: Wire;
}

/**
 * Writes the whole deployment. A POST resets what it leaves out, so what the user leaves to the server is sent as it is.
 * It drops `max_scheduled_runs`, which is set after it: no schedule is ever missing between two calls.
 * Source: `docs/server-rules.md`, "Deployments".
 */
export async function upsert(
  client: Client,
  flowId: string,
  inputs: DeploymentInputs,
  { schedules, parameterSchema, sent, asIs }: More,
  options?: { repeatable: boolean },
): Promise<Pick<Made<object>, "id" | "madeMeanwhile">> {
  const body = {
    ...toWire(fields, inputs, "create", sent),
    flow_id: flowId,
    work_queue_name: inputs.workPool && inputs.workQueue,
    schedules: schedules.map(withoutIds),
    parameter_openapi_schema: inputs.parameterOpenApiSchema ?? parameterSchema,
    ...asIs,
  };
  const written = await client.upsert<WireDeployment>("/deployments/", body, options).catch((error) => {
    throw inUsersWords(error, inputs);
  });
  const { object: made, existed } = written;
  const isToBeNew = !options?.repeatable;
  // The server writes a limit after the deployment, and that counts as an update.
  const hasLimit = made.global_concurrency_limit !== null;
  // Somebody else's: it is refused, and nothing more is done to it.
  if (isToBeNew && (existed || (!hasLimit && wasWrittenBefore(made))))
    return { id: made.id, madeMeanwhile: "overwritten" };
  try {
    await boundSchedules(client, made, schedules);
  } catch (error) {
    // Its schedules were replaced at this very moment.
    if (isToBeNew && error instanceof ApiError && error.saysGone) return { id: made.id, madeMeanwhile: "overwritten" };
    const unboundSchedules = schedules.filter(isBounded);
    throw new PartialCreateError(made.id, { flowId, unboundSchedules }, error);
  }
  return { id: made.id };
}

const isBounded = ({ max_scheduled_runs }: WireSchedule): boolean => typeof max_scheduled_runs === "number";

/** Sets the `max_scheduled_runs` of schedules that were made without it. */
export async function boundSchedules(
  client: Client,
  { id, schedules: made }: Pick<WireDeployment, "id" | "schedules">,
  meant: readonly WireSchedule[],
): Promise<void> {
  const unbound = made.filter((schedule) => !isBounded(schedule));
  for (const schedule of meant.filter(isBounded)) {
    const index = unbound.findIndex((one) => isSameButForBound(one, schedule));
    const [one] = index < 0 ? [] : unbound.splice(index, 1);
    if (!one) continue;
    const { max_scheduled_runs } = schedule;
    await client.patch(path`/deployments/${id}/schedules/${one.id}`, { max_scheduled_runs, ...keptParameters(one) });
  }
}

/** Of a schedule that the server has: what it adds itself, and refuses when it comes back. */
const addedByServer = ["id", "created", "updated", "deployment_id"];

/** A schedule as it may be sent, with all that this version of the server keeps of it. */
const withoutIds = (schedule: WireSchedule): WireSchedule =>
  Object.fromEntries(Object.entries(schedule).filter(([name]) => !addedByServer.includes(name))) as WireSchedule & Wire;

export function inUsersWords(error: unknown, { workPool, parameters, jobVariables }: DeploymentInputs): unknown {
  if (!(error instanceof ApiError)) return error;
  if (error.status === 404 && workPool) return noSuchPool(workPool, error);
  // The server quotes the value that it refuses, which may be a secret.
  return error.without(textsIn([parameters, jobVariables]));
}

export const noSuchPool = (workPool: string, cause?: Error): Error =>
  new Error(`there is no work pool "${workPool}"; make it first, or write the name of one that exists`, { cause });

/** @param declared inputs of the program; of a look-up, the key alone */
export function observe(
  wire: WireDeployment,
  declared: Partial<DeploymentInputs>,
): Observed<DeploymentInputs, DeploymentState> {
  const isPoolLeftToServer = declared.entrypoint !== undefined && declared.workPool === undefined;
  const more = {
    // Belongs to the pool. Stays as stale text on the server after the pool is gone.
    workQueue: isPoolLeftToServer ? undefined : wire.work_pool_name && wire.work_queue_name,
    schedules: withoutAdditions(wire.schedules.map(scheduleFromWire), declared.schedules ?? []),
    parameterOpenApiSchema: wire.parameter_openapi_schema ?? {},
    labels: observedLabels(wire, declared.labels, declared.entrypoint === undefined),
    ...observedLimits(wire),
  };
  return { ...observed(fields, wire, more), state: { flowId: wire.flow_id } };
}

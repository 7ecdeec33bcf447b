import type { Json } from "../engine/definition.js";
import { isMapping } from "../engine/json.js";
import type { ScheduleInput } from "../resources/schedule.js";
import type { Mapping } from "./project-file.js";
import { flagOf, numberOf } from "./project-forms.js";
import { listOf } from "./project-keys.js";

/** The part of a deployment's args that its entry in the file gives. */
export interface DeploymentConfig {
  version?: string;
  tags: string[];
  description?: string;
  schedules: ScheduleInput[];
  parameters: Record<string, Json>;
  enforceParameterSchema: boolean;
  paused?: boolean;
  concurrencyLimit?: number;
  collisionStrategy?: "ENQUEUE" | "CANCEL_NEW";
  gracePeriodSeconds?: number;
  workPool?: string;
  workQueue?: string;
  jobVariables: Record<string, Json>;
}

/** Reads an entry whose placeholders are filled in. What it leaves out is empty on the server, as `deploy` has it. */
export function deploymentConfig(entry: Mapping): DeploymentConfig {
  const pool = isMapping(entry.work_pool) ? entry.work_pool : {};
  const { concurrency_limit: bound } = entry;
  const limit: Record<string, Json | undefined> = isMapping(bound) ? bound : { limit: bound };
  return {
    version: text(entry.version),
    tags: (typeof entry.tags === "string" && entry.tags !== "" ? [entry.tags] : listOf(entry.tags)).map(String),
    description: text(entry.description),
    schedules: schedulesOf(entry),
    parameters: isMapping(entry.parameters) ? entry.parameters : {},
    enforceParameterSchema: flagOf(entry.enforce_parameter_schema) ?? true,
    paused: flagOf(entry.paused),
    concurrencyLimit: numberOf(limit.limit),
    collisionStrategy: given(limit.collision_strategy) as DeploymentConfig["collisionStrategy"],
    gracePeriodSeconds: numberOf(limit.grace_period_seconds),
    workPool: text(pool.name),
    workQueue: text(pool.work_queue_name),
    jobVariables: isMapping(pool.job_variables) ? pool.job_variables : {},
  };
}

/** `schedules`, or the one `schedule` of older files. */
function schedulesOf({ schedule, schedules }: Mapping): ScheduleInput[] {
  const isOld = isMapping(schedule) && Object.keys(schedule).length > 0;
  return (isOld ? [schedule] : listOf(schedules)).filter(isMapping).map(scheduleOf);
}

/** As `deploy` has it, a cron expression stands before an interval, and that before a rule. */
function scheduleOf(schedule: Mapping): ScheduleInput {
  const { cron, interval } = schedule;
  const common = {
    active: flagOf(schedule.active),
    maxActiveRuns: numberOf(schedule.max_active_runs),
    maxScheduledRuns: numberOf(schedule.max_scheduled_runs),
    catchup: flagOf(schedule.catchup),
    slug: text(schedule.slug),
    parameters: isMapping(schedule.parameters) ? schedule.parameters : undefined,
    replaces: text(schedule.replaces),
  };
  const timezone = given(schedule.timezone);
  if (cron) return withoutMissing({ cron, timezone, dayOr: flagOf(schedule.day_or), ...common });
  if (interval) return withoutMissing({ interval, anchorDate: given(schedule.anchor_date), timezone, ...common });
  if (schedule.rrule) return withoutMissing({ ...recurrence(schedule), ...common });
  return withoutMissing({ interval: given(interval), timezone, ...common });
}

/** A rule may be JSON that holds a time zone of its own. */
function recurrence({ rrule, timezone }: Mapping): { rrule?: Json; timezone?: Json } {
  if (typeof rrule !== "string" || !rrule.trim().startsWith("{"))
    return { rrule: given(rrule), timezone: given(timezone) };
  try {
    const parsed = JSON.parse(rrule) as Mapping;
    return { rrule: given(parsed.rrule), timezone: given(timezone) ?? given(parsed.timezone) };
  } catch {
    return { rrule, timezone: given(timezone) };
  }
}

/** `null` in the file is nothing. */
const given = (value: Json | undefined): Json | undefined => value ?? undefined;

const text = (value: Json | undefined): string | undefined =>
  value === undefined || value === null || value === "" ? undefined : String(value);

const withoutMissing = (value: Record<string, Json | undefined>): ScheduleInput =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as ScheduleInput;

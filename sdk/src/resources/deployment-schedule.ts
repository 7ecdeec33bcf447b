import * as pulumi from "@pulumi/pulumi";
import { type Client, path } from "../api/client.js";
import { ApiError } from "../api/errors.js";
import { patchChanged } from "../engine/collection.js";
import { anyOf, flag, type InputsOf, integer, number, text } from "../engine/field.js";
import { observed, toWire } from "../engine/field-table.js";
import { type ArgsOf, type ResourceClass, resource } from "../provider/define-resource.js";
import { Deployment } from "./deployment.js";
import {
  hasTimesOf,
  instant,
  isMadeOf,
  type ScheduleInput,
  scheduleKinds,
  scheduleNeeds,
  scheduleToWire,
  type WireSchedule,
} from "./schedule.js";
import { checkSchedule, scheduleLimits } from "./schedule-check.js";

const cannotBeCleared = "cannot be taken away on the server";

const fields = {
  /** The deployment, or its id. A change replaces the schedule. */
  deployment: anyOf<string, pulumi.Input<string> | Deployment<any>>({ resourceOutput: "id" })({
    required: true,
    naturalKey: true,
    replaceOnChanges: true,
    wire: false,
  }),
  /** Runs at the times of a cron expression of five or six fields, or a name such as `@daily`. Or `interval`, or `rrule`. */
  cron: text({ default: null, naturalKey: true, wire: "schedule.cron" }),
  /** Runs every so many seconds, more than 0. Or `cron`, or `rrule`. */
  interval: number({ default: null, naturalKey: true, wire: "schedule.interval" }),
  /** Runs at the times of an RFC 5545 recurrence rule, such as `FREQ=WEEKLY;BYDAY=MO`. Or `cron`, or `interval`. */
  rrule: text({ default: null, naturalKey: true, wire: "schedule.rrule" }),
  /** IANA time zone, such as `Europe/Berlin`. @default UTC */
  timezone: text({ default: "UTC", naturalKey: true, wire: "schedule.timezone" }),
  /** Of `cron`: whether a day matches by day of month or by day of week; both must match when false. @default true */
  dayOr: flag({ default: true, naturalKey: true, wire: "schedule.day_or" }),
  /**
   * Of `interval`: ISO 8601 time from which intervals are counted; UTC where it has no zone.
   * @default when the schedule is made
   */
  anchorDate: text({ naturalKey: true, wire: "schedule.anchor_date", canonical: instant }),
  /** Whether the schedule is active: the server makes runs for it. @default true */
  active: flag({ default: true }),
  /** Maximum concurrent runs of this schedule, at least 1. Taking it away replaces the schedule. @default unlimited */
  maxActiveRuns: integer({ ...scheduleLimits.maxActiveRuns, replaceOnClearing: cannotBeCleared }),
  /** Maximum number of runs scheduled ahead, 1 to 50. Taking it away replaces the schedule. @default the server's setting */
  maxScheduledRuns: integer({ ...scheduleLimits.maxScheduledRuns, replaceOnClearing: cannotBeCleared }),
  /** Whether missed runs are caught up (backfilled). @default false */
  catchup: flag({ default: false }),
};

/** The args of {@link DeploymentSchedule}. */
export type DeploymentScheduleArgs = ArgsOf<typeof fields>;

type DeploymentScheduleInputs = InputsOf<typeof fields>;

interface DeploymentScheduleState {
  scheduleId: string;
}

type Stored = DeploymentScheduleInputs & DeploymentScheduleState;

type ListedSchedule = WireSchedule & { id: string; created: string };

const Base: ResourceClass<typeof fields, DeploymentScheduleState> = resource({
  kind: "DeploymentSchedule",
  noun: "schedule",
  label: ({ deployment = "", ...schedule }) => `${timesOf(schedule)} of deployment ${deployment}`,
  fields,
  outputs: ["scheduleId"],
  // The server takes two that are equal.
  createOverwrites: true,
  idForm: "the deployment's id, a slash and the schedule's id",

  check({ cron, interval, rrule, timezone, dayOr, anchorDate }, failures, { isUnknown }) {
    if (scheduleKinds.some((kind) => isUnknown(kind))) return;
    const given = Object.entries({ cron, interval, rrule, timezone, dayOr, anchorDate });
    checkSchedule("", Object.fromEntries(given.filter(([, value]) => value !== undefined)), failures);
  },

  needs: (inputs) => scheduleNeeds(inputs, ""),

  async find(client, inputs) {
    const made = await listed(client, inputs.deployment);
    const found = made.find((one) => isMadeOf(one, inputs)) ?? made.find((one) => hasTimesOf(one, inputs));
    return found && observe(inputs.deployment, found);
  },

  async create(client, inputs) {
    const address = path`/deployments/${inputs.deployment}/schedules`;
    const [made] = await client.post<ListedSchedule[]>(address, [scheduleToWire(inputs)]).catch((error) => {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
      throw new Error("there is no such deployment; make it first, or write the id of one that exists", {
        cause: error,
      });
    });
    return { id: idOf(inputs.deployment, made!), state: { scheduleId: made!.id } };
  },

  async read(client, id, olds: Partial<Stored>) {
    const [deployment = "", schedule] = id.split("/");
    const found = await located(client, { deployment, scheduleId: schedule, ...olds });
    return found && observe(deployment, found);
  },

  async update(client, _, inputs, olds, { changed }) {
    const { deployment } = inputs;
    const made = await located(client, olds);
    const { id: scheduleId } = made ?? { id: olds.scheduleId };
    const body = toWire(
      fields,
      inputs,
      "update",
      changed.filter((name) => !times.includes(name)),
    );
    if (changed.some((name) => times.includes(name))) {
      // Without an anchor the intervals would be counted from now on.
      const isSameGrid = inputs.interval !== undefined && inputs.interval === olds.interval;
      const anchor = isSameGrid ? made?.schedule.anchor_date : undefined;
      body.schedule = scheduleToWire({ ...inputs, anchorDate: inputs.anchorDate ?? anchor }).schedule;
    }
    await patchChanged(client, path`/deployments/${deployment}/schedules/${scheduleId}`, body);
    return { scheduleId };
  },

  async delete(client, _, olds) {
    const made = await located(client, olds);
    if (made) await client.delete(path`/deployments/${olds.deployment}/schedules/${made.id}`);
  },
});

/**
 * A schedule of a deployment whose other schedules are nobody's business here: those of the UI, of another team or stack.
 * The deployment leaves its own `schedules` out; a deployment that declares them takes every other one away. Its id is the
 * deployment's id, a slash and the schedule's own.
 *
 * @example
 * ```ts
 * const nightly = await syntask.getDeployment({ flow: "etl", name: "nightly" });
 * new syntask.DeploymentSchedule("month-end", { deployment: nightly.id, cron: "0 3 1 * *", timezone: "Europe/Berlin" });
 * ```
 */
export class DeploymentSchedule extends Base {
  /** Id of the schedule among those of its deployment. */
  declare readonly scheduleId: pulumi.Output<string>;

  /** @throws RunError when the deployment is declared with `schedules` of its own */
  constructor(name: string, args: DeploymentScheduleArgs, opts?: pulumi.CustomResourceOptions) {
    const { deployment } = args;
    if (Deployment.isInstance(deployment) && deployment.declaresSchedules) {
      throw new pulumi.RunError(
        `DeploymentSchedule "${name}": its deployment declares \`schedules\`, which are all that it has then; leave them out there, or write this one among them.`,
      );
    }
    super(name, args, opts);
  }
}

/** Inputs that are sent together, as the server has them in one. */
const times: readonly string[] = [...scheduleKinds, "timezone", "dayOr", "anchorDate"];

const timesOf = ({ cron, interval, rrule }: ScheduleInput): string =>
  cron ?? rrule ?? (interval === undefined ? "" : `every ${interval} s`);

const idOf = (deployment: string, { id }: { id: string }): string => `${deployment}/${id}`;

async function listed(client: Client, deployment: string): Promise<ListedSchedule[]> {
  const found = await client.byId<{ id: string; schedules: ListedSchedule[] }>("deployments", deployment);
  return found?.schedules ?? [];
}

/**
 * The schedule as it is now. Whoever writes its deployment as a whole makes it anew, under another id and equal in all: one
 * that differs in anything is somebody else's.
 */
async function located(client: Client, olds: Partial<Stored>): Promise<ListedSchedule | undefined> {
  const { deployment = "", scheduleId } = olds;
  const made = await listed(client, deployment);
  const isKnown = scheduleKinds.some((kind) => olds[kind] !== undefined);
  return made.find(({ id }) => id === scheduleId) ?? (isKnown ? made.find((one) => isMadeOf(one, olds)) : undefined);
}

const observe = (deployment: string, made: ListedSchedule) => ({
  ...observed(fields, made, { deployment } as Partial<DeploymentScheduleInputs>),
  id: idOf(deployment, made),
  state: { scheduleId: made.id },
});

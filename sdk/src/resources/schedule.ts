import type * as pulumi from "@pulumi/pulumi";
import type { Need } from "../api/server-version.js";

/** What every schedule can have. */
export interface ScheduleOptions {
  /** Whether the schedule is active: the server makes runs for it. @default true */
  active?: pulumi.Input<boolean>;
  /** Maximum concurrent runs of this schedule, at least 1. @default unlimited */
  maxActiveRuns?: pulumi.Input<number>;
  /** Maximum number of runs scheduled ahead, 1 to 50. @default the server's setting */
  maxScheduledRuns?: pulumi.Input<number>;
  /** Whether missed runs are caught up (backfilled). @default false */
  catchup?: pulumi.Input<boolean>;
}

/** Runs at the times of a cron expression. */
export interface CronSchedule extends ScheduleOptions {
  /** A schedule is of one kind. */
  interval?: never;
  /** A schedule is of one kind. */
  rrule?: never;
  /** Cron expression of five or six fields, or a name such as `@daily`. */
  cron: pulumi.Input<string>;
  /** IANA time zone, such as `Europe/Berlin`. @default UTC */
  timezone?: pulumi.Input<string>;
  /** Whether a day matches by day of month or by day of week; both must match when false. @default true */
  dayOr?: pulumi.Input<boolean>;
}

/** Runs every so many seconds. */
export interface IntervalSchedule extends ScheduleOptions {
  /** A schedule is of one kind. */
  cron?: never;
  /** A schedule is of one kind. */
  rrule?: never;
  /** Interval between two runs in seconds, more than 0. */
  interval: pulumi.Input<number>;
  /** ISO 8601 time from which intervals are counted; UTC where it has no zone. @default when the schedule is made */
  anchorDate?: pulumi.Input<string>;
  /** IANA time zone; it matters where daylight saving time shifts the day. @default UTC */
  timezone?: pulumi.Input<string>;
}

/** Runs at the times of an iCalendar recurrence rule. */
export interface RRuleSchedule extends ScheduleOptions {
  /** A schedule is of one kind. */
  cron?: never;
  /** A schedule is of one kind. */
  interval?: never;
  /** RFC 5545 recurrence rule, such as `FREQ=WEEKLY;BYDAY=MO`. */
  rrule: pulumi.Input<string>;
  /** IANA time zone. @default UTC */
  timezone?: pulumi.Input<string>;
}

/** When a deployment runs: of exactly one kind. */
export type Schedule = CronSchedule | IntervalSchedule | RRuleSchedule;

/** A schedule whose values are known. */
export interface ScheduleInput {
  cron?: string;
  interval?: number;
  rrule?: string;
  timezone?: string;
  dayOr?: boolean;
  anchorDate?: string;
  active?: boolean;
  maxActiveRuns?: number;
  maxScheduledRuns?: number;
  catchup?: boolean;
}

/** What says when a schedule runs; a schedule has exactly one of them. */
export const scheduleKinds = ["cron", "interval", "rrule"] as const;

export const kindOf = (schedule: ScheduleInput): (typeof scheduleKinds)[number] | undefined =>
  scheduleKinds.find((kind) => schedule[kind] !== undefined);

/** A schedule as the server has it. Source: `docs/server-rules.md`, "Schedules". */
export interface WireSchedule {
  schedule: {
    cron?: string;
    interval?: number;
    rrule?: string;
    timezone?: string | null;
    day_or?: boolean;
    anchor_date?: string;
  };
  active: boolean;
  max_active_runs?: number | null;
  max_scheduled_runs?: number | null;
  catchup?: boolean;
}

export const scheduleToWire = (input: ScheduleInput): WireSchedule => ({
  schedule: withoutUndefined({
    cron: input.cron,
    interval: input.interval,
    rrule: input.rrule,
    timezone: input.timezone,
    day_or: input.cron === undefined ? undefined : input.dayOr,
    anchor_date: input.anchorDate,
  }),
  active: input.active ?? true,
  ...withoutUndefined({
    max_active_runs: input.maxActiveRuns,
    max_scheduled_runs: input.maxScheduledRuns,
    catchup: input.catchup,
  }),
});

export const scheduleFromWire = ({ schedule, ...options }: WireSchedule): ScheduleInput =>
  withoutUndefined({
    cron: schedule.cron,
    interval: schedule.interval,
    rrule: schedule.rrule,
    timezone: schedule.timezone ?? undefined,
    dayOr: schedule.day_or,
    anchorDate: schedule.anchor_date,
    active: options.active,
    maxActiveRuns: options.max_active_runs ?? undefined,
    maxScheduledRuns: options.max_scheduled_runs ?? undefined,
    catchup: options.catchup,
  });

/** Options of schedules that servers gave up. */
export const scheduleNeeds = (schedule: ScheduleInput, place: string): Need[] =>
  (["maxActiveRuns", "catchup"] as const)
    .filter((option) => schedule[option] !== undefined)
    .map((option) => ({ property: placeOf(place, option), before: "3.1.0" }));

/** An option as the user writes it: of a schedule in a list, or of one that is a resource. */
export const placeOf = (schedule: string, option: string): string => (schedule ? `${schedule}.${option}` : option);

/** The schedules in the one form in which equal sets look the same: without defaults, without order. */
export const canonicalSchedules = (schedules: readonly ScheduleInput[]): string[] =>
  schedules.map(canonicalText).sort();

export const isSameSchedule = (one: ScheduleInput, other: ScheduleInput): boolean =>
  canonicalText(one) === canonicalText(other);

const canonicalText = (schedule: ScheduleInput): string => JSON.stringify(canonicalSchedule(schedule));

function canonicalSchedule(schedule: ScheduleInput): unknown[] {
  const { cron, interval, rrule, timezone = "UTC", dayOr = true, anchorDate } = schedule;
  const { active = true, maxActiveRuns = null, maxScheduledRuns = null, catchup = false } = schedule;
  const kind = cron ?? rrule ?? interval;
  const details = cron === undefined ? null : dayOr;
  return [kind, timezone, details, anchorDate && instant(anchorDate), active, maxActiveRuns, maxScheduledRuns, catchup];
}

/**
 * Whether a schedule that the server has is the one that is meant.
 *
 * @param meant may lack the anchor that the server gives every interval
 */
export function isMadeOf(made: WireSchedule, meant: ScheduleInput): boolean {
  const { anchorDate, ...schedule } = scheduleFromWire(made);
  return isSameSchedule(meant.anchorDate === undefined ? schedule : { ...schedule, anchorDate }, meant);
}

/** The same, whatever options the two have. */
export function hasTimesOf(made: WireSchedule, { cron, interval, rrule, timezone, dayOr, anchorDate }: ScheduleInput) {
  return isMadeOf({ schedule: made.schedule, active: true }, { cron, interval, rrule, timezone, dayOr, anchorDate });
}

/** Whether a schedule that the server has is another one without its `max_scheduled_runs`. */
export const isSameButForBound = (made: WireSchedule, meant: WireSchedule): boolean =>
  isMadeOf({ ...made, max_scheduled_runs: null }, { ...scheduleFromWire(meant), maxScheduledRuns: undefined });

/** Milliseconds of an ISO 8601 time; one without a zone is UTC. */
export function instant(date: string): number {
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(date) || !date.includes("T") ? date : `${date}Z`);
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}

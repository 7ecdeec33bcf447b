import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import type { Need } from "../api/server-version.js";
import { checkNotBlank } from "../checks/names.js";
import type { Json } from "../engine/definition.js";
import { type Field, flag, integer, map, number, text, type ValueOf } from "../engine/field.js";
import { toWire, valueAt } from "../engine/field-table.js";
import { canonicalJson } from "../engine/json.js";

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
  /**
   * Name of the schedule within its deployment. It is known by it: all else of it, its times too, changes in place. Needs a server of
   * version 3.2.0 or later.
   * @default left to the server
   */
  slug?: pulumi.Input<string>;
  /** Parameters of its runs, over those of the deployment. Needs a server of version 3.2.0 or later. @default left to the server */
  parameters?: pulumi.Input<Record<string, pulumi.Input<any>>>;
  /** Slug that the schedule had so far: it is renamed, and nothing else happens to it. Needs `slug`. @default none */
  replaces?: pulumi.Input<string>;
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

const cannotBeCleared = "cannot be taken away on the server";

/** All that a schedule can have, whatever its kind. Source: `docs/server-rules.md`, "Schedules". */
export const scheduleFields = {
  /** Runs at the times of a cron expression of five or six fields, or a name such as `@daily`. Or `interval`, or `rrule`. */
  cron: text({ default: null, naturalKey: true, wire: "schedule.cron" }),
  /** Runs every so many seconds, more than 0. Or `cron`, or `rrule`. */
  interval: number({ default: null, naturalKey: true, wire: "schedule.interval" }),
  /** Runs at the times of an RFC 5545 recurrence rule, such as `FREQ=WEEKLY;BYDAY=MO`. Or `cron`, or `interval`. */
  rrule: text({ default: null, naturalKey: true, wire: "schedule.rrule" }),
  /** IANA time zone, such as `Europe/Berlin`. @default UTC */
  timezone: text({ default: "UTC", naturalKey: true, wire: "schedule.timezone" }),
  /** Of `cron`: whether a day matches by day of month or by day of week; both must match when false. @default true */
  dayOr: flag({ default: true, countsBeside: "cron", naturalKey: true, wire: "schedule.day_or" }),
  /**
   * Of `interval`: ISO 8601 time from which intervals are counted; UTC where it has no zone.
   * @default when the schedule is made
   */
  anchorDate: text({ naturalKey: true, wire: "schedule.anchor_date", canonical: instant }),
  /** Whether the schedule is active: the server makes runs for it. @default true */
  active: flag({ default: true }),
  /** Maximum concurrent runs of this schedule, at least 1. Taking it away replaces the schedule. @default unlimited */
  maxActiveRuns: integer({ default: null, min: 1, replaceOnClearing: cannotBeCleared }),
  /** Maximum number of runs scheduled ahead, 1 to 50. Taking it away replaces the schedule. @default the server's setting */
  maxScheduledRuns: integer({ default: null, min: 1, max: 50, replaceOnClearing: cannotBeCleared }),
  /** Whether missed runs are caught up (backfilled). @default false */
  catchup: flag({ default: false }),
  /**
   * Name of the schedule within its deployment. It is known by it: all else of it, its times too, changes in place. Taking it away
   * replaces the schedule. Needs a server of version 3.2.0 or later.
   * @default left to the server
   */
  slug: text({
    default: null,
    naturalKey: true,
    since: "3.2.0",
    keptUnlessDeclared: true,
    replaceOnClearing: cannotBeCleared,
    check: checkNotBlank,
  }),
  /**
   * Parameters of its runs, over those of the deployment. Needs a server of version 3.2.0 or later.
   * @default left to the server
   */
  parameters: map({ default: {}, since: "3.2.0", keptUnlessDeclared: true, canonical: canonicalJson }),
};

const listFields = {
  ...scheduleFields,
  /**
   * Slug that the schedule had so far: it is renamed, and nothing else happens to it. Needs `slug`, and a server of version 3.2.0 or
   * later.
   * @default none
   */
  replaces: text({ default: null, since: "3.2.0", wire: false }),
};

/** When a deployment runs: `cron`, `interval` or `rrule`, one of them, and options. */
export type ScheduleInput = { [Name in keyof typeof listFields]?: ValueOf<(typeof listFields)[Name]> };

const entries = Object.entries(scheduleFields) as [keyof ScheduleInput, Field][];

/** What an option means where it is left out. */
export const defaultOf = (name: keyof ScheduleInput): unknown => (listFields[name] as Field).default;

/** The inputs that say when it runs, which the server has together. */
export const timeNames = entries.filter(([, { wire }]) => String(wire).startsWith("schedule.")).map(([name]) => name);

/** When a schedule runs, without its other options. */
export const timesOf = (schedule: ScheduleInput): ScheduleInput =>
  Object.fromEntries(timeNames.filter((name) => schedule[name] !== undefined).map((name) => [name, schedule[name]]));

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
  slug?: string | null;
  parameters?: Record<string, Json>;
}

/** Whether an option says something of a schedule. */
const counts = (name: keyof ScheduleInput, { cron }: ScheduleInput): boolean => name !== "dayOr" || cron !== undefined;

export function scheduleToWire(input: ScheduleInput): WireSchedule {
  const given = entries.map(([name]) => name).filter((name) => input[name] !== undefined && counts(name, input));
  return { schedule: {}, active: true, ...toWire(scheduleFields, input, "create", given) };
}

export const scheduleFromWire = (wire: WireSchedule): ScheduleInput =>
  Object.fromEntries(
    entries
      .map(([name, field]) => [name, valueAt(wire, name, field)])
      .filter(([name, value]) => value != null && !(name === "parameters" && isDeepStrictEqual(value, {}))),
  );

/** Options of schedules that servers gave up. */
export const scheduleNeeds = (schedule: ScheduleInput, place: string): Need[] =>
  (["maxActiveRuns", "catchup"] as const)
    .filter((option) => schedule[option] !== undefined)
    .map((option) => ({ property: placeOf(place, option), before: "3.1.0" }));

/** The same of a schedule in a list, whose fields no table of a kind has, with options that only newer servers take. */
export const listedScheduleNeeds = (schedule: ScheduleInput, place: string): Need[] => [
  ...scheduleNeeds(schedule, place),
  ...Object.entries(listFields as Record<string, Field>).flatMap(([option, { since }]) =>
    since !== undefined && schedule[option as keyof ScheduleInput] !== undefined
      ? [{ property: placeOf(place, option), since }]
      : [],
  ),
];

/** An option as the user writes it: of a schedule in a list, or of one that is a resource. */
export const placeOf = (schedule: string, option: string): string => (schedule ? `${schedule}.${option}` : option);

/** The schedules in the one form in which equal sets look the same: without defaults, without order. */
export const canonicalSchedules = (schedules: readonly ScheduleInput[]): string[] =>
  schedules.map(canonicalText).sort();

export const isSameSchedule = (one: ScheduleInput, other: ScheduleInput): boolean =>
  canonicalText(one) === canonicalText(other);

const canonicalText = (schedule: ScheduleInput): string =>
  JSON.stringify(
    entries.map(([name, { default: otherwise, canonical = (value: unknown) => value }]) => {
      if (!counts(name, schedule)) return null;
      const value = schedule[name] ?? otherwise;
      return value === null || value === undefined ? value : canonical(value);
    }),
  );

/**
 * A schedule that the server has, without the start that it gives one that has none: each interval an anchor, and since
 * 3.6.26 each rule a first line. Source: `docs/server-rules.md`, "Schedules".
 *
 * @param meant the same schedule as a program says it
 */
export function withoutServerStart(made: ScheduleInput, meant: ScheduleInput): ScheduleInput {
  const { anchorDate, rrule, ...rest } = made;
  return {
    ...rest,
    ...(anchorDate !== undefined && meant.anchorDate !== undefined && { anchorDate }),
    ...(rrule !== undefined && { rrule: hasStart(meant.rrule) ? rrule : rrule.replace(serverStart, "") }),
  };
}

const serverStart = /^DTSTART:\d{8}T\d{6}\n/;

const hasStart = (rrule = ""): boolean => /DTSTART/i.test(rrule);

/** The same, also without the slug and the parameters that somebody gave to one that has none in the program. */
export function withoutOthersParts(made: ScheduleInput, meant: ScheduleInput): ScheduleInput {
  const { slug, parameters, ...rest } = withoutServerStart(made, meant);
  return {
    ...rest,
    ...(slug !== undefined && meant.slug !== undefined && { slug }),
    ...(parameters !== undefined && meant.parameters !== undefined && { parameters }),
  };
}

/** A schedule that is to be, with the start that the server's has: without it, it would be counted from now on. */
export function withStartOf(made: WireSchedule, meant: ScheduleInput, before: ScheduleInput): ScheduleInput {
  const { anchorDate, rrule } = scheduleFromWire(made);
  const isOwn = (kind: "interval" | "rrule") => meant[kind] !== undefined && meant[kind] === before[kind];
  const isSameRule = isOwn("rrule") && withoutServerStart({ rrule }, meant).rrule === meant.rrule;
  return {
    ...meant,
    anchorDate: meant.anchorDate ?? (isOwn("interval") ? anchorDate : undefined),
    rrule: isSameRule ? rrule : meant.rrule,
  };
}

/** What a PATCH of a schedule has to repeat, as it would be emptied. Source: `docs/server-rules.md`, "Schedules". */
export const keptParameters = ({ parameters }: Partial<WireSchedule> = {}): Partial<WireSchedule> =>
  parameters === undefined ? {} : { parameters };

/** Whether a schedule that the server has is the one that is meant. */
export function isMadeOf(made: WireSchedule, meant: ScheduleInput): boolean {
  return isSameSchedule(withoutOthersParts(scheduleFromWire(made), meant), meant);
}

/** The same, whatever options the two have. */
export const hasTimesOf = (made: WireSchedule, schedule: ScheduleInput): boolean =>
  isMadeOf({ schedule: made.schedule, active: true }, timesOf(schedule));

/** Whether a schedule that the server has is the one that a program means, however it has changed: by its slug, else by its times. */
export const isKnownAs = (made: WireSchedule, meant: ScheduleInput): boolean =>
  meant.slug === undefined ? hasTimesOf(made, meant) : made.slug === meant.slug;

/** Whether a schedule that the server has is another one without its `max_scheduled_runs`. */
export const isSameButForBound = (made: WireSchedule, meant: WireSchedule): boolean =>
  isMadeOf({ ...made, max_scheduled_runs: null }, { ...scheduleFromWire(meant), maxScheduledRuns: undefined });

/** Milliseconds of an ISO 8601 time; one without a zone is UTC. */
export function instant(date: string): number {
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(date) || !date.includes("T") ? date : `${date}Z`);
}

import { nearest } from "../checks/nearest.js";
import type { CheckFailures } from "../engine/check-failures.js";
import { integer } from "../engine/field.js";
import { checkRange } from "../engine/field-table.js";
import { faultOfCron } from "./cron.js";
import { faultOfRecurrence } from "./recurrence-rule.js";
import { placeOf, type ScheduleInput, scheduleKinds } from "./schedule.js";

const common = ["timezone", "active", "maxActiveRuns", "maxScheduledRuns", "catchup"];
const optionsOf = {
  cron: ["cron", "dayOr", ...common],
  interval: ["interval", "anchorDate", ...common],
  rrule: ["rrule", ...common],
};
/** Seconds; Python knows no longer duration. Source: `docs/server-rules.md`, "Schedules". */
const longestInterval = 86_399_999_999_999;
/** Source: `docs/server-rules.md`, "Schedules". */
export const scheduleLimits = {
  maxActiveRuns: integer({ default: null, min: 1 }),
  maxScheduledRuns: integer({ default: null, min: 1, max: 50 }),
};

/** Reports what the server would refuse, or drop, of a deployment's schedules. */
export function checkSchedules(property: string, schedules: readonly ScheduleInput[], failures: CheckFailures): void {
  if (!Array.isArray(schedules)) return failures.add(property, `is not a list; write \`${property}: [{ cron: … }]\``);
  schedules.forEach((schedule, index) => {
    checkSchedule(`${property}[${index}]`, schedule, failures);
  });
}

/** @param place of the schedule in a list; empty for one that is a resource */
export function checkSchedule(place: string, schedule: ScheduleInput, failures: CheckFailures): void {
  const given = scheduleKinds.filter((kind) => schedule[kind] !== undefined);
  const [kind] = given;
  if (kind === undefined)
    return failures.add(place || undefined, "has no kind; write one of `cron`, `interval`, `rrule`");
  if (given.length > 1) {
    const names = given.map((name) => `\`${name}\``).join(" and ");
    return failures.add(place || undefined, `has ${names}; a schedule is of one kind, so make two schedules`);
  }
  for (const option of Object.keys(schedule).filter((key) => !optionsOf[kind].includes(key))) {
    failures.add(
      placeOf(place, option),
      `is not an option of \`${kind}\` schedules${nearest(option, optionsOf[kind])}`,
    );
  }
  const { cron, interval, rrule, timezone, anchorDate } = schedule;
  if (cron !== undefined) addFault(placeOf(place, "cron"), faultOfCron(cron), failures);
  if (rrule !== undefined) addFault(placeOf(place, "rrule"), faultOfRecurrence(rrule), failures);
  if (interval !== undefined && !(interval > 0 && interval <= longestInterval)) {
    const bounds = `more than 0${interval > longestInterval ? ` and at most ${longestInterval}` : ""}`;
    failures.add(placeOf(place, "interval"), `is ${interval}; write the seconds between two runs, ${bounds}`);
  }
  if (anchorDate !== undefined && Number.isNaN(Date.parse(anchorDate))) {
    failures.add(
      placeOf(place, "anchorDate"),
      `"${anchorDate}" is not an ISO 8601 time; write it like 2026-01-01T00:00:00Z`,
    );
  }
  if (timezone !== undefined) checkZone(placeOf(place, "timezone"), timezone, failures);
  for (const limit of ["maxActiveRuns", "maxScheduledRuns"] as const) {
    checkRange(placeOf(place, limit), scheduleLimits[limit], schedule[limit], failures);
  }
}

function addFault(place: string, fault: string | undefined, failures: CheckFailures): void {
  if (fault) failures.add(place, fault);
}

/** Some zones that a JavaScript engine knows by another name are fine; those in another case, and offsets, are not. */
function checkZone(place: string, zone: string, failures: CheckFailures): void {
  const zones = Intl.supportedValuesOf("timeZone");
  const written = zones.find((one) => one.toLowerCase() === zone.toLowerCase());
  const isOtherCase = written !== undefined ? written !== zone : /(^|\/)[a-z]/.test(zone);
  if (isTimeZone(zone) && !isOtherCase && !/^[+-]/.test(zone)) return;
  const meant = written ? `; write "${written}"` : nearest(zone, zones);
  failures.add(place, `"${zone}" is not a known time zone${meant}`);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

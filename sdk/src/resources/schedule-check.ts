import { nearest } from "../checks/nearest.js";
import type { CheckFailures } from "../engine/check-failures.js";
import { checkRange } from "../engine/field-table.js";
import { placeOf, type ScheduleInput, scheduleFields, scheduleKinds } from "./schedule.js";

const common = ["timezone", "active", "maxActiveRuns", "maxScheduledRuns", "catchup"];
const optionsOf = {
  cron: ["cron", "dayOr", ...common],
  interval: ["interval", "anchorDate", ...common],
  rrule: ["rrule", ...common],
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
  if (cron !== undefined) checkCron(placeOf(place, "cron"), cron, failures);
  if (rrule !== undefined) checkRRule(placeOf(place, "rrule"), rrule, failures);
  if (interval !== undefined && !(interval > 0)) {
    failures.add(placeOf(place, "interval"), `is ${interval}; write the seconds between two runs, more than 0`);
  }
  if (anchorDate !== undefined && Number.isNaN(Date.parse(anchorDate))) {
    failures.add(
      placeOf(place, "anchorDate"),
      `"${anchorDate}" is not an ISO 8601 time; write it like 2026-01-01T00:00:00Z`,
    );
  }
  if (timezone !== undefined && !isTimeZone(timezone)) {
    const zones = Intl.supportedValuesOf("timeZone");
    failures.add(placeOf(place, "timezone"), `"${timezone}" is not a known time zone${nearest(timezone, zones)}`);
  }
  for (const limit of ["maxActiveRuns", "maxScheduledRuns"] as const) {
    checkRange(placeOf(place, limit), scheduleFields[limit], schedule[limit], failures);
  }
}

function checkCron(place: string, cron: string, failures: CheckFailures): void {
  const { CronExpressionParser } = require("cron-parser") as typeof import("cron-parser");
  const fields = cron.trim().split(/\s+/);
  if (!cron.startsWith("@") && fields.length !== 5 && fields.length !== 6) {
    return failures.add(
      place,
      `"${cron}" has ${fields.length} fields; write five, such as "0 6 * * *" for 6:00 every day`,
    );
  }
  try {
    // The server's sixth field is the second and stands last; the parser's stands first.
    CronExpressionParser.parse(fields.length === 6 ? [fields[5], ...fields.slice(0, 5)].join(" ") : cron);
  } catch (error) {
    failures.add(place, `"${cron}" is not a cron expression: ${(error as Error).message}`);
  }
}

function checkRRule(place: string, rrule: string, failures: CheckFailures): void {
  const { rrulestr } = require("rrule") as typeof import("rrule");
  try {
    if (!/FREQ=/i.test(rrule)) throw new Error("it has no FREQ");
    rrulestr(rrule);
  } catch (error) {
    const reason = (error as Error).message;
    failures.add(place, `"${rrule}" is not a recurrence rule: ${reason}; write it like "FREQ=WEEKLY;BYDAY=MO"`);
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

import { nearest } from "../checks/nearest.js";
import { checkCron, checkRRule, checkTime, checkTimeZone } from "../checks/times.js";
import type { CheckFailures } from "../engine/check-failures.js";
import { checkRange } from "../engine/field-table.js";
import { placeOf, type ScheduleInput, scheduleFields, scheduleKinds } from "./schedule.js";

const common = ["timezone", "active", "maxActiveRuns", "maxScheduledRuns", "catchup", "slug", "parameters", "replaces"];
const optionsOf = {
  cron: ["cron", "dayOr", ...common],
  interval: ["interval", "anchorDate", ...common],
  rrule: ["rrule", ...common],
};
/** Seconds; Python knows no longer duration. Source: `docs/server-rules.md`, "Schedules". */
const longestInterval = 86_399_999_999_999;

/** Reports what the server would refuse, or drop, of a deployment's schedules. */
export function checkSchedules(property: string, schedules: readonly ScheduleInput[], failures: CheckFailures): void {
  if (!Array.isArray(schedules)) return failures.add(property, `is not a list; write \`${property}: [{ cron: … }]\``);
  schedules.forEach((schedule, index) => {
    checkSchedule(`${property}[${index}]`, schedule, failures);
  });
  checkSlugs(property, schedules, failures);
}

/** Within a deployment a slug stands for one schedule. */
function checkSlugs(property: string, schedules: readonly ScheduleInput[], failures: CheckFailures): void {
  const slugs = schedules.map(({ slug }) => slug);
  const former = schedules.map(({ replaces }) => replaces);
  schedules.forEach(({ slug, replaces }, index) => {
    const place = `${property}[${index}]`;
    if (slug?.trim() === "") failures.add(`${place}.slug`, "is blank; write a name, or leave it out");
    else if (slug !== undefined && slugs.indexOf(slug) < index)
      failures.add(`${place}.slug`, `"${slug}" is that of another schedule too; write another one`);
    if (replaces === undefined) return;
    const report = (text: string) => failures.add(`${place}.replaces`, text);
    if (slug === undefined) report("is given without `slug`, the new name; write both");
    else if (slugs.includes(replaces)) report(`"${replaces}" is the slug of a schedule that stays; leave it out`);
    else if (former.indexOf(replaces) < index) report(`"${replaces}" is replaced by another schedule too; write one`);
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
  if (interval !== undefined && !(interval > 0 && interval <= longestInterval)) {
    const bounds = `more than 0${interval > longestInterval ? ` and at most ${longestInterval}` : ""}`;
    failures.add(placeOf(place, "interval"), `is ${interval}; write the seconds between two runs, ${bounds}`);
  }
  if (anchorDate !== undefined) checkTime(placeOf(place, "anchorDate"), anchorDate, failures);
  if (timezone !== undefined) checkTimeZone(placeOf(place, "timezone"), timezone, failures);
  for (const limit of ["maxActiveRuns", "maxScheduledRuns"] as const) {
    checkRange(placeOf(place, limit), scheduleFields[limit], schedule[limit], failures);
  }
}

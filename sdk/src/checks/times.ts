import type { CheckFailures } from "../engine/check-failures.js";
import { faultOfCron } from "./cron.js";
import { nearest } from "./nearest.js";
import { faultOfRecurrence } from "./recurrence-rule.js";

/** Cron expressions as the server reads them. */
export function checkCron(place: string, cron: string, failures: CheckFailures): void {
  const fault = faultOfCron(cron);
  if (fault) failures.add(place, fault);
}

/** Recurrence rules as the server reads them. */
export function checkRRule(place: string, rrule: string, failures: CheckFailures): void {
  const fault = faultOfRecurrence(rrule);
  if (fault) failures.add(place, fault);
}

/** Times in ISO 8601. */
export function checkTime(place: string, time: string, failures: CheckFailures): void {
  if (!Number.isNaN(Date.parse(time))) return;
  failures.add(place, `"${time}" is not an ISO 8601 time; write it like 2026-01-01T00:00:00Z`);
}

/**
 * Names of IANA time zones. Some that a JavaScript engine knows by another name are fine; those in another case, and
 * offsets, are not.
 */
export function checkTimeZone(place: string, name: string, failures: CheckFailures): void {
  const zones = Intl.supportedValuesOf("timeZone");
  const written = zones.find((zone) => zone.toLowerCase() === name.toLowerCase());
  const isOtherCase = written !== undefined ? written !== name : /(^|\/)[a-z]/.test(name);
  if (isTimeZone(name) && !isOtherCase && !/^[+-]/.test(name)) return;
  failures.add(place, `"${name}" is not a known time zone${written ? `; write "${written}"` : nearest(name, zones)}`);
}

/** Whether names are those of time zones: to find it out takes a millisecond, and many schedules have one zone. */
const judged = new Map<string, boolean>();

function isTimeZone(name: string): boolean {
  const known = judged.get(name) ?? isKnownToTheEngine(name);
  judged.set(name, known);
  return known;
}

function isKnownToTheEngine(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

import type { CheckFailures } from "../engine/check-failures.js";
import { nearest } from "./nearest.js";

/** Cron expressions as the server reads them. Source: `docs/server-rules.md`, "Schedules". */
export function checkCron(place: string, cron: string, failures: CheckFailures): void {
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

/** Recurrence rules of RFC 5545. */
export function checkRRule(place: string, rrule: string, failures: CheckFailures): void {
  const { rrulestr } = require("rrule") as typeof import("rrule");
  try {
    if (!/FREQ=/i.test(rrule)) throw new Error("it has no FREQ");
    rrulestr(rrule);
  } catch (error) {
    const reason = (error as Error).message;
    failures.add(place, `"${rrule}" is not a recurrence rule: ${reason}; write it like "FREQ=WEEKLY;BYDAY=MO"`);
  }
}

/** Times in ISO 8601. */
export function checkTime(place: string, time: string, failures: CheckFailures): void {
  if (!Number.isNaN(Date.parse(time))) return;
  failures.add(place, `"${time}" is not an ISO 8601 time; write it like 2026-01-01T00:00:00Z`);
}

/** Names of IANA time zones. */
export function checkTimeZone(place: string, name: string, failures: CheckFailures): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
  } catch {
    const zones = Intl.supportedValuesOf("timeZone");
    failures.add(place, `"${name}" is not a known time zone${nearest(name, zones)}`);
  }
}

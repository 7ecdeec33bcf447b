const longest = 6500;
const frequencies = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"];
const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** What a value of a part has to be. */
const parts: Record<string, (value: string) => boolean> = {
  FREQ: (value) => frequencies.includes(value),
  WKST: (value) => weekdays.includes(value),
  UNTIL: isDate,
  INTERVAL: (value) => isWhole(value) && Number(value) > 0,
  COUNT: isWhole,
  BYDAY: (value) => value.split(",").every(isWeekday),
  BYWEEKDAY: (value) => value.split(",").every(isWeekday),
  BYSETPOS: areWhole,
  BYMONTH: areWhole,
  BYMONTHDAY: areWhole,
  BYYEARDAY: areWhole,
  BYEASTER: areWhole,
  BYWEEKNO: areWhole,
  BYHOUR: areWhole,
  BYMINUTE: areWhole,
  BYSECOND: areWhole,
};

/** Times of the day, which are looked at where a rule is not about hours or less. */
const mostOf: Record<string, number> = { BYHOUR: 23, BYMINUTE: 59, BYSECOND: 59 };

/**
 * What is wrong with a recurrence rule, or with a set of rules and dates, as the end of a sentence; `undefined` when the
 * server takes it. Rules that do not advance it takes too, and never comes to their end: they are refused.
 * Source: `docs/server-rules.md`, "Schedules".
 */
export function faultOfRecurrence(text: string): string | undefined {
  const reason = reasonAgainst(text);
  const example = reason?.includes("; write ") ? "" : '; write it like "FREQ=WEEKLY;BYDAY=MO"';
  return reason && `"${text}" is not a recurrence rule: ${reason}${example}`;
}

function reasonAgainst(text: string): string | undefined {
  if (text.length > longest) return `it has ${text.length} characters, and the server takes ${longest}`;
  const lines = text.toUpperCase().trim().split(/\s+/);
  const start = lines.find((line) => /^DTSTART[;:]/.test(line));
  let dated = false;
  for (const line of lines) {
    const colon = line.indexOf(":");
    const [name = "", ...settings] = colon === -1 ? ["RRULE"] : line.slice(0, colon).split(";");
    const value = line.slice(colon + 1);
    if (name === "RRULE" || name === "EXRULE") {
      if (settings.length > 0) return `${name} takes no "${settings[0]}"`;
      const fault = faultOfRule(value, start);
      if (fault) return fault;
      dated = true;
    } else if (name === "RDATE" || name === "EXDATE" || name === "DTSTART") {
      const fault = faultOfDates(name, settings, value);
      if (fault) return fault;
      dated ||= name !== "DTSTART";
    } else {
      return `it has the line "${name}"; RRULE, RDATE, EXRULE, EXDATE and DTSTART are known`;
    }
  }
  return dated ? undefined : "it has no rule";
}

function faultOfRule(rule: string, start: string | undefined): string | undefined {
  const values = new Map<string, string>();
  for (const pair of rule.split(";")) {
    const [name = "", value, ...others] = pair.split("=");
    if (value === undefined || others.length > 0) return `"${pair}" is no part such as FREQ=DAILY`;
    const isRight = parts[name];
    if (!isRight) return `there is no part ${name}`;
    if (!isRight(value)) return `${name} cannot be "${value}"`;
    values.set(name, value);
  }
  const frequency = values.get("FREQ");
  if (frequency === undefined) return "it has no FREQ";
  const positions = values.get("BYSETPOS");
  if (positions && numbersOf(positions).some((one) => one === 0 || Math.abs(one) > 366)) {
    return `BYSETPOS cannot be "${positions}"; write -366 to 366, without 0`;
  }
  const until = values.get("UNTIL");
  if (start !== undefined && until !== undefined && hasZone(start) !== hasZone(until)) {
    return "DTSTART and UNTIL have to have a zone both, or none";
  }
  if (frequencies.indexOf(frequency) >= frequencies.indexOf("HOURLY")) return undefined;
  for (const [name, most] of Object.entries(mostOf)) {
    const value = values.get(name);
    if (value && numbersOf(value).some((one) => one < 0 || one > most)) {
      return `${name} cannot be "${value}"; write 0 to ${most}`;
    }
  }
  return undefined;
}

function faultOfDates(name: string, settings: readonly string[], value: string): string | undefined {
  const known = name === "RDATE" ? /^VALUE=DATE-TIME$/ : /^(VALUE=DATE(-TIME)?|TZID=.*)$/;
  const other = settings.find((setting) => !known.test(setting));
  if (other) return `${name} takes no "${other}"`;
  const dates = value.split(",");
  if (name === "DTSTART" && dates.length > 1) return "it has more than one DTSTART";
  if (dates.some(hasZone) && settings.some((setting) => setting.startsWith("TZID="))) {
    return `${name} has a zone in its date beside TZID; write one of them`;
  }
  const wrong = dates.find((date) => !isDate(date));
  return wrong === undefined ? undefined : `${name} cannot be "${wrong}"; write dates such as 20260101T060000Z`;
}

function isDate(text: string): boolean {
  const [, year, month, day, hour = "00", minute = "00", second = "00"] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?$/.exec(text) ?? [];
  if (year === undefined) return !Number.isNaN(Date.parse(text));
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}

/** @param date alone, or the line that it stands in */
const hasZone = (date: string): boolean =>
  /TZID=/.test(date) || /(Z|[+-]\d\d:?\d\d)$/.test(date.replace(/\d{4}-\d\d-\d\d/, ""));

function isWhole(text: string): boolean {
  return /^[+-]?\d+$/.test(text);
}

function areWhole(text: string): boolean {
  return text.split(",").every(isWhole);
}

const numbersOf = (text: string): number[] => text.split(",").map(Number);

/** `MO`, `+1MO` or `MO(+1)`. */
function isWeekday(text: string): boolean {
  const [, before, name, behind] = /^([+-]?\d+)?([A-Z]{2})(?:\(([+-]?\d+)\))?$/.exec(text) ?? [];
  if (name === undefined || !weekdays.includes(name) || (before !== undefined && behind !== undefined)) return false;
  return Number(before ?? behind ?? 1) !== 0;
}

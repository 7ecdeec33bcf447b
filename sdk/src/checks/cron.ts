/** A field of a cron expression: its bounds, and words that stand for numbers. */
interface CronField {
  name: string;
  least: number;
  most: number;
  words?: readonly string[];
  /** The number that the first word stands for. */
  firstWord?: number;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const day: CronField = { name: "day of month", least: 1, most: 31 };
const weekday: CronField = { name: "day of week", least: 0, most: 7, words: weekdays, firstWord: 0 };

/** In the order of the server, whose seconds stand behind. */
const fields: readonly CronField[] = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  day,
  { name: "month", least: 1, most: 12, words: months, firstWord: 1 },
  weekday,
  { name: "second", least: 0, most: 59 },
  { name: "year", least: 1970, most: 2099 },
];

const macros = ["@midnight", "@hourly", "@daily", "@weekly", "@monthly", "@yearly", "@annually"];

/**
 * What the server refuses of a cron expression, as the end of a sentence; `undefined` when it takes it. It takes days that
 * no month has: what never runs is no error there. Source: `docs/server-rules.md`, "Schedules".
 */
export function faultOfCron(expression: string): string | undefined {
  const written = expression.toLowerCase();
  if (macros.includes(written)) return undefined;
  if (written.startsWith("@")) return `"${expression}" is none of ${macros.join(", ")}`;
  const parts = written.split(/\s+/).filter((part) => part !== "");
  if (parts.length < 5 || parts.length > fields.length) {
    return `"${expression}" has ${parts.length} fields; write five, such as "0 6 * * *" for 6:00 every day`;
  }
  for (const [index, part] of parts.entries()) {
    const fault = faultOfPart(fields[index]!, part, parts.length);
    const shown = expression.trim().split(/\s+/)[index];
    if (fault) return `"${expression}" is not a cron expression: ${fields[index]!.name} "${shown}" ${fault}`;
  }
  return undefined;
}

function faultOfPart(field: CronField, part: string, fieldsInAll: number): string | undefined {
  if (/^[hr](\(\d+-\d+\))?(\/\d+)?$/.test(part))
    return "is drawn at random, which the server does not do; write numbers";
  if (part.includes("?")) {
    if (part === "?" && (field === day || field === weekday)) return undefined;
    return 'has "?", which stands alone, as a day of the month or of the week';
  }
  const items = part.split(",");
  for (const item of items) {
    const fault = faultOfItem(field, item, fieldsInAll);
    if (fault) return fault;
  }
  return field === weekday && mixesWeeks(items, fieldsInAll)
    ? "has days of each week beside those of some weeks; make two schedules"
    : undefined;
}

/** Whether days of every week stand beside those of some weeks of a month, and are not the same days or all of them. */
function mixesWeeks(items: readonly string[], fieldsInAll: number): boolean {
  // Beside seconds the server does not take the seventh day for Sunday.
  const daysIn = (item: string) => daysOf(item).map((one) => (fieldsInAll === 5 ? one % 7 : one));
  const ofSomeWeeks = items.flatMap((item) => {
    const nth = nthPattern.exec(item);
    return nth ? daysIn(nth[1] ?? nth[2]!) : [];
  });
  const ofEach = new Set(items.filter((item) => !nthPattern.test(item)).flatMap(daysIn));
  const all = new Set([...ofEach, ...ofSomeWeeks]);
  return ofSomeWeeks.length > 0 && all.size !== 7 && [...ofEach].some((one) => !ofSomeWeeks.includes(one));
}

/** The days of an item that is right; none of `*`, as that is none by itself. */
function daysOf(item: string): number[] {
  const [range = "", step = "1"] = item.split("/");
  if (item === "*") return [];
  const [from = "", to = item === range ? from : "7"] = range === "*" ? ["0", "7"] : range.split("-");
  const [first = 0, last = 0] = [numberOf(weekday, from), numberOf(weekday, to)];
  const days: number[] = [];
  for (let one = first; one <= (last === 0 && first > 0 ? 7 : last); one += Number(step)) days.push(one);
  return days;
}

/** A weekday of one week of a month, `fri#2`, or of its last one, `l5`. */
const nthPattern = /^(?:(\w+|[a-z]{3}-[a-z]{3})#|l)(\d+)$/;

function faultOfItem(field: CronField, item: string, fieldsInAll: number): string | undefined {
  const nth = field === weekday && nthPattern.exec(item);
  if (nth) {
    const [, days, number] = nth;
    if (days === undefined) return faultOfItem(field, number!, fieldsInAll);
    if (!(Number(number) >= 1 && Number(number) <= 5)) return `has "#${number}"; a month has weeks 1 to 5`;
    return faultOfItem(field, days, fieldsInAll);
  }
  const [, range = "", step] = /^(.*?)(?:\/(.*))?$/s.exec(item)!;
  if (step !== undefined && !/^\d+$/.test(step)) return `has "/${step}"; write a whole number after the slash`;
  if (step !== undefined && Number(step) === 0) return 'has "/0"; write 1 or more after the slash';
  if (range === "*") return undefined;
  const [from, to = step === undefined ? undefined : String(field.most), ...others] = range.split("-");
  if (others.length > 0 || from === "") return `has "${item}"; write a number, a range such as 1-5, or *`;
  if (to === undefined) return faultOfValue(field, from!, fieldsInAll);
  return faultOfRange(field, from!, to, fieldsInAll);
}

function faultOfRange(field: CronField, from: string, to: string, fieldsInAll: number): string | undefined {
  const first = numberOf(field, from);
  const last = field === day && to === "l" ? field.most : numberOf(field, to);
  if (first === undefined) return unknown(field, from);
  if (last === undefined) return unknown(field, to);
  // Sunday at the end of a range is the seventh day.
  const end = field === weekday && last === 0 && first > 0 ? field.most : last;
  if (first > end) return `has the range ${from}-${to}; write the smaller one first, or two ranges`;
  return end > field.most ? outOfBounds(field, to) : faultOfValue(field, from, fieldsInAll);
}

function faultOfValue(field: CronField, value: string, fieldsInAll: number): string | undefined {
  if (field === day && value === "l") return undefined;
  const number = numberOf(field, value);
  if (number === undefined) return unknown(field, value);
  // The server reads a day 0 as the first one, beside seconds alone.
  if (field === day && number === 0 && fieldsInAll === 6) return undefined;
  return number < field.least || number > field.most ? outOfBounds(field, value) : undefined;
}

function numberOf({ words = [], firstWord = 0 }: CronField, text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = words.indexOf(text);
  return index === -1 ? undefined : index + firstWord;
}

const outOfBounds = ({ least, most }: CronField, text: string): string => `has ${text}; write ${least} to ${most}`;

const unknown = ({ words }: CronField, text: string): string =>
  `has "${text}"; write numbers${words ? ` or names such as ${words[1]}` : ""}`;

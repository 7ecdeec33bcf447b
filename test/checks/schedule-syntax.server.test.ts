import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { faultOfCron } from "../../sdk/src/checks/cron";
import { faultOfRecurrence } from "../../sdk/src/checks/recurrence-rule";
import { chance } from "../support/chance";

const seed = Number(process.env.PULUMI_SYNTASK_TEST_SEED ?? 1);

const cronValues = [
  ["0", "5", "59", "60"],
  ["0", "6", "23", "24"],
  ["0", "1", "31", "32", "L", "l", "?"],
  ["0", "1", "12", "13", "jan", "DEC", "foo"],
  [
    "0",
    "5",
    "7",
    "8",
    "sun",
    "FRI",
    "l5",
    "5L",
    "fri#2",
    "1#6",
    "mon-fri",
    "fri-sun",
    "0#1",
    "sat#l",
    "?",
    "l8",
    "1-5#2",
  ],
  ["0", "30", "60"],
  ["1969", "2026", "2099", "2100"],
];
const oddItems = [
  "h",
  "R",
  "h/5",
  "H(1-5)",
  "-1",
  "1--2",
  "",
  "1-2-3",
  "*/*",
  "**",
  "1.5",
  "+1",
  "*-5",
  "l-3",
  "3-l",
  "l/2",
];
const steps = ["0", "1", "2", "15", "x"];

const numbers = ["0", "1", "-1", "12", "25", "31", "60", "367", "-366", "1,2", "1,", "x", "+3", "1.5"];
const dates = ["20270101", "20270101T000000Z", "20271301", "20270230", "x", "2027-01-01", "20270101T0600"];
/** An interval that has a divisor in common with 24 or 60 makes rules that hang on the time of day. */
const ruleParts: Record<string, string[]> = {
  INTERVAL: ["1", "7", "x", "1.5", "+7"],
  COUNT: numbers,
  WKST: ["MO", "XX", ""],
  BYDAY: ["MO", "MO,FR", "+1MO", "-1FR", "0MO", "MO(+1)", "MO(0)", "XX", "", "MO,", "mo"],
  BYWEEKDAY: ["TU"],
  UNTIL: dates,
  FOO: ["1"],
  ...Object.fromEntries(
    ["SETPOS", "MONTH", "MONTHDAY", "YEARDAY", "WEEKNO", "HOUR", "MINUTE", "SECOND"].map((of) => [`BY${of}`, numbers]),
  ),
};
const frequencies = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY", "daily", "OFTEN"];

/** Draws texts, each of its own from the seed. */
class Draw {
  #drawn = 0;

  constructor(private readonly what: string) {}

  #next = () => chance(seed, this.what, this.#drawn++);

  among<T>(values: readonly T[]): T {
    return values[Math.floor(this.#next() * values.length)]!;
  }

  happens = (share: number): boolean => this.#next() < share;

  cron(): string {
    const length = this.among([5, 5, 5, 5, 6, 7, 4]);
    const share = this.happens(0.7) ? 0.4 : 0.9;
    return Array.from({ length }, (_, field) => (this.happens(share) ? this.#cronField(field) : "*")).join(" ");
  }

  #cronField(field: number): string {
    return Array.from({ length: this.among([1, 1, 1, 2]) }, () => this.#cronItem(cronValues[field]!)).join(",");
  }

  #cronItem(values: readonly string[]): string {
    const range = `${this.among(values)}-${this.among(values)}`;
    const one = this.among(values);
    const step = this.among(steps);
    return this.among([
      one,
      one,
      one,
      range,
      range,
      `${one}/${step}`,
      `${range}/${step}`,
      `*/${step}`,
      this.among(oddItems),
    ]);
  }

  recurrence(): string {
    const lines = Array.from({ length: this.among([1, 1, 1, 2, 3]) }, () => this.#line());
    return lines.length === 1 && this.happens(0.7) ? this.#rule() : lines.join("\n");
  }

  #rule(): string {
    const names = Array.from({ length: this.among([0, 1, 2]) }, () => this.among(Object.keys(ruleParts)));
    const parts = names.map((name) => `${name}=${this.among(ruleParts[name]!)}`);
    const frequency = this.happens(0.95) ? [`FREQ=${this.among(frequencies)}`] : [];
    const odd = this.happens(0.05) ? [this.among(["", "X", "A=B=C"])] : [];
    return [...frequency, ...parts, ...odd].join(";");
  }

  #line(): string {
    const date = this.among(dates);
    return this.among([
      `RRULE:${this.#rule()}`,
      `RRULE:${this.#rule()}`,
      `RDATE:${date}`,
      `RDATE;VALUE=DATE-TIME:${date},${this.among(dates)}`,
      `RDATE;VALUE=DATE:${date}`,
      `EXDATE;TZID=Europe/Berlin:${date}`,
      `EXRULE:${this.#rule()}`,
      `DTSTART${this.among(["", ";TZID=Europe/Berlin", ";VALUE=DATE", ";X=1"])}:${date}`,
      this.among(["FOO:1", "RRULE;X=1:FREQ=DAILY", "RDATE:20270101"]),
    ]);
  }
}

const texts = (what: string, draw: (drawing: Draw) => string, known: readonly string[]): string[] => {
  const drawing = new Draw(what);
  return [...known, ...Array.from({ length: 2000 }, () => draw(drawing))];
};

const written = {
  cron: texts("cron", (drawing) => drawing.cron(), [
    ...["@daily", "@DAILY", " @daily", "@reboot", "", "  0 6  * * * ", "H 6 * * *", "R 6 * * *", "0 6 * * 5L"],
    ...["0 6 31 2 *", "0 6 L * *", "0 6 * * 1,5l", "0 6 * * *,fri#1", "0 6 * * 5-0", "0 6 0 * *", "0 6 0 * * 0"],
    ...[
      "0 6 ? * ?",
      "0 ? * * *",
      "0 6 0-5 * * 0",
      "0 6 * * 0-0",
      "0 6 * * 7-7",
      "0 26 * * *",
      "*/5 0-6 1,15 JAN-MAR MON",
    ],
  ]),
  rrule: texts("rrule", (drawing) => drawing.recurrence(), [
    ...[
      "",
      "  ",
      "RDATE:20260101",
      "RDATE:",
      "FREQ=DAILY; COUNT=3",
      "RRULE:FREQ=DAILY RDATE:20260101",
      "DTSTART:20260101",
    ],
    ...["FREQ=DAILY;BYHOUR=25", "FREQ=HOURLY;BYHOUR=25", "freq=weekly;byday=mo", "FREQ=DAILY;INTERVAL=2;COUNT=3"],
    "DTSTART:20260101T000000\nRRULE:FREQ=DAILY;UNTIL=20270101T000000Z",
    `FREQ=DAILY;BYMONTHDAY=${"1,".repeat(3300)}1`,
  ]),
};
const taken: Record<keyof typeof written, boolean[]> = { cron: [], rrule: [] };

/** What the server's own functions say of them. */
beforeAll(() => {
  const home = mkdtempSync(join(tmpdir(), "pulumi-syntask-schedules-"));
  const python = join(process.env.PULUMI_SYNTASK_PYTHON!, "python");
  const { status, stdout, stderr } = spawnSync(python, [join(__dirname, "validate_schedules.py")], {
    encoding: "utf8",
    input: JSON.stringify(written),
    env: { ...process.env, PREFECT_HOME: home, DO_NOT_TRACK: "1" },
    maxBuffer: 2 ** 24,
  });
  rmSync(home, { recursive: true, force: true });
  if (status !== 0) throw new Error(stderr);
  Object.assign(taken, JSON.parse(stdout));
});

test.each([
  ["cron", faultOfCron],
  ["rrule", faultOfRecurrence],
] as const)("what the preview takes of a %s, the server takes, and nothing else", (kind, faultOf) => {
  expect(taken[kind].filter((isTaken) => isTaken).length).toBeGreaterThan(200);
  const different = written[kind].filter((text, index) => (faultOf(text) === undefined) !== taken[kind][index]);
  expect(different).toEqual([]);
});

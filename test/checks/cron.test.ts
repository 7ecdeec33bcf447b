import { faultOfCron } from "../../sdk/src/checks/cron";

test.each([
  ...[
    "* * * * *",
    "0 6 * * *",
    "  0 6  * * * ",
    "*/15 0-6 1,15 JAN-MAR MON",
    "59 23 31 12 7",
    "0 0 1 1 0",
    "0 6 31 2 *",
  ],
  ...["@daily", "@MIDNIGHT", "@hourly", "@weekly", "@monthly", "@yearly", "@annually"],
  // Days: the last one, of some weeks, any, Sunday by both its numbers and at the end of a range.
  ...["0 6 L * *", "0 6 1-l * *", "0 6 * * l5", "0 6 * * fri#2", "0 6 * * mon-fri#1", "0 6 ? * ?", "0 6 * * 5-0"],
  ...["0 6 * * 0-0", "0 6 * * 7-7", "0 6 * * fri-sun", "0 6 * * 5,fri#1", "0 6 * * *,fri#1", "0 6 * * 0-6,l5"],
  // Steps: of all, of a range, from a number on.
  ...["*/1 * * * *", "5/10 * * * *", "0 6-18/2 * * *", "0 6 * * 1/2"],
  // Seconds and years; a day 0 beside seconds alone.
  ...["0 6 * * * 59", "0 6 * * * 0 2099", "0 6 * * * 0 1970", "0 6 0 * * 0"],
])("%s is taken", (expression) => {
  expect(faultOfCron(expression)).toBeUndefined();
});

const start = (field: string, value: string) => `is not a cron expression: ${field} "${value}" `;

test.each([
  ["", 'has 0 fields; write five, such as "0 6 * * *" for 6:00 every day'],
  ["0 6 * *", "has 4 fields"],
  ["0 6 * * * 0 2026 1", "has 8 fields"],
  ["@reboot", "is none of @midnight, @hourly, @daily, @weekly, @monthly, @yearly, @annually"],
  ["60 * * * *", `${start("minute", "60")}has 60; write 0 to 59`],
  ["  0  24 * * *", `${start("hour", "24")}has 24; write 0 to 23`],
  ["* 24 * * *", `${start("hour", "24")}has 24; write 0 to 23`],
  ["* * 0 * *", `${start("day of month", "0")}has 0; write 1 to 31`],
  ["* * 32 * *", "write 1 to 31"],
  ["* * 0 * * 0 2026", "has 0; write 1 to 31"],
  ["* * * 13 *", `${start("month", "13")}has 13; write 1 to 12`],
  ["* * * 0 *", "write 1 to 12"],
  ["* * * * 8", `${start("day of week", "8")}has 8; write 0 to 7`],
  ["* * * * * 60", `${start("second", "60")}has 60; write 0 to 59`],
  ["* * * * * 0 1969", `${start("year", "1969")}has 1969; write 1970 to 2099`],
  ["0 6 * Foo *", `${start("month", "Foo")}has "foo"; write numbers or names such as feb`],
  ["x 6 * * *", `${start("minute", "x")}has "x"; write numbers`],
  ["0 6 * * foo", 'has "foo"; write numbers or names such as mon'],
  ["0 6 * x-3 *", 'has "x"; write numbers or names such as feb'],
  ["0 6 * 3-x *", 'has "x"; write numbers or names such as feb'],
  ["H 6 * * *", "is drawn at random, which the server does not do; write numbers"],
  ["r 6 * * *", "is drawn at random"],
  ["h/5 * * * *", "is drawn at random"],
  ["H(1-5) * * * *", "is drawn at random"],
  ["H(1-5)/2 * * * *", "is drawn at random"],
  ["0 ? * * *", 'has "?", which stands alone, as a day of the month or of the week'],
  ["0 6 ?,1 * *", 'has "?", which stands alone'],
  ["*/0 * * * *", 'has "/0"; write 1 or more after the slash'],
  ["*/x * * * *", 'has "/x"; write a whole number after the slash'],
  ["*/ * * * *", 'has "/"; write a whole number after the slash'],
  ["-1 * * * *", 'has "-1"; write a number, a range such as 1-5, or *'],
  ["1-2-3 * * * *", 'has "1-2-3"; write a number, a range such as 1-5, or *'],
  ["1, * * * *", 'has ""; write a number, a range such as 1-5, or *'],
  ["5-1 * * * *", "has the range 5-1; write the smaller one first, or two ranges"],
  ["0 6 * * 5-1", "has the range 5-1; write the smaller one first, or two ranges"],
  ["0 20-24 * * *", "has 24; write 0 to 23"],
  ["0 6 0-5 * *", "has 0; write 1 to 31"],
  ["0 6 * * l8", "has 8; write 0 to 7"],
  ["0 6 * * 1#6", 'has "#6"; a month has weeks 1 to 5'],
  ["0 6 * * 1#0", 'has "#0"; a month has weeks 1 to 5'],
  ["0 6 * * 8#1", "has 8; write 0 to 7"],
  ["0 6 * * 5L", 'has "5l"; write numbers or names such as mon'],
  ["0 6 * * 1,5l", 'has "5l"'],
  ["0 6 * * 1,l5", "has days of each week beside those of some weeks; make two schedules"],
  ["0 6 * * mon,fri#2", "has days of each week beside those of some weeks"],
  ["0 6 * * 7,0#1 0", "has days of each week beside those of some weeks"],
])("%j is refused", (expression, reason) => {
  const fault = faultOfCron(expression);
  expect(fault).toMatch(`"${expression}" `);
  expect(fault).toContain(reason);
});

test("the seventh day is Sunday, where no seconds are given", () => {
  expect(faultOfCron("0 6 * * 7,0#1")).toBeUndefined();
});

import type { ScheduleInput } from "../../sdk/src/resources/schedule";
import { schedulesLike, withoutAdditions } from "../../sdk/src/resources/schedule-writing";

const six: ScheduleInput = { cron: "0 6 * * *" };
const hourly: ScheduleInput = { interval: 3600 };
const weekly: ScheduleInput = { rrule: "FREQ=WEEKLY" };

/** How the server writes a schedule. */
const full = (schedule: ScheduleInput): ScheduleInput => ({
  timezone: "UTC",
  ...(schedule.cron && { dayOr: true }),
  active: true,
  catchup: false,
  ...schedule,
});

describe("schedules that changed are written like those of before", () => {
  test.each<[string, ScheduleInput[], ScheduleInput[], ScheduleInput[]]>([
    ["all of them are the same", [full(hourly), full(six)], [six, hourly], [six, hourly]],
    [
      "one runs at other times",
      [full(hourly), full({ ...six, cron: "0 7 * * *" })],
      [six, hourly],
      [{ cron: "0 7 * * *" }, hourly],
    ],
    [
      "one is paused",
      [full({ ...six, active: false }), full(hourly)],
      [six, hourly],
      [{ ...six, active: false }, hourly],
    ],
    ["one lost a bound", [full(six)], [{ ...six, maxActiveRuns: 2 }], [six]],
    [
      "one has a default written out no longer",
      [{ ...six, maxActiveRuns: 2 }],
      [{ ...six, timezone: "UTC" }],
      [{ ...six, timezone: "UTC", maxActiveRuns: 2 }],
    ],
    ["one is of another kind", [full(weekly), full(hourly)], [six, hourly], [weekly, hourly]],
    ["one is new", [full(weekly), full(hourly), full(six)], [six, hourly], [six, hourly, full(weekly)]],
    ["one is gone", [full(hourly)], [six, hourly], [hourly]],
    [
      "two of a kind changed, the one of the same times first",
      [full({ ...six, cron: "0 8 * * *" }), full({ ...six, active: false })],
      [six, { cron: "0 7 * * *" }],
      [{ ...six, active: false }, { cron: "0 8 * * *" }],
    ],
    ["none was there", [full(six)], [], [full(six)]],
  ])("where %s", (_, schedules, before, written) => {
    expect(schedulesLike(schedules, before)).toEqual(written);
  });

  test("an anchor keeps its writing while it means the same", () => {
    const before = { interval: 60, anchorDate: "2026-01-01T00:00:00Z" };
    const same = { interval: 90, anchorDate: "2026-01-01T01:00:00+01:00" };
    expect(schedulesLike([same], [before])).toEqual([{ ...before, interval: 90 }]);
    const other = { interval: 60, anchorDate: "2026-01-02T00:00:00Z" };
    expect(schedulesLike([other], [before])).toEqual([other]);
    expect(schedulesLike([other], [{ interval: 60 }])).toEqual([other]);
  });
});

describe("an anchor that the server gave", () => {
  const anchorDate = "2026-01-01T00:00:00Z";
  const observed = [{ interval: 60, anchorDate }, { cron: "a" }];

  test.each<[string, ScheduleInput[]]>([
    ["gives none", [{ interval: 60 }]],
    ["gives none, and another interval", [{ interval: 61 }]],
    ["gives none, and another bound", [{ cron: "b" }, { interval: 60, maxActiveRuns: 1 }]],
  ])("is not shown where the program %s", (_, declared) => {
    expect(withoutAdditions(observed, declared)).toEqual([{ interval: 60 }, { cron: "a" }]);
  });

  test.each<[string, ScheduleInput[]]>([
    ["gives one", [{ interval: 60, anchorDate: "2026-01-01" }]],
    ["has no such schedule", []],
    ["has schedules of other kinds alone", [{ cron: "b" }, { rrule: "c" }]],
  ])("is shown where the program %s", (_, declared) => {
    expect(withoutAdditions(observed, declared)).toEqual(observed);
  });

  test("is not shown of the one schedule that is the program's, and shown of another", () => {
    const another = { interval: 60, anchorDate: "2026-01-02T00:00:00Z" };
    expect(withoutAdditions([...observed, another], [{ interval: 60 }])).toEqual([
      { interval: 60 },
      { cron: "a" },
      another,
    ]);
  });
});

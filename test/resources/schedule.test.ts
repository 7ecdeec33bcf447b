import {
  canonicalSchedules,
  isSameButForBound,
  type ScheduleInput,
  scheduleFromWire,
  scheduleNeeds,
  scheduleToWire,
  type WireSchedule,
} from "../../sdk/src/resources/schedule";

const options = { timezone: "Europe/Berlin", active: false, maxActiveRuns: 1, maxScheduledRuns: 2, catchup: true };
const wireOptions = { active: false, max_active_runs: 1, max_scheduled_runs: 2, catchup: true };

describe("a schedule in the server's words", () => {
  test.each<[ScheduleInput, WireSchedule]>([
    [
      { cron: "0 6 * * *", dayOr: false, ...options },
      { schedule: { cron: "0 6 * * *", day_or: false, timezone: "Europe/Berlin" }, ...wireOptions },
    ],
    [
      { interval: 60, anchorDate: "2026-01-01", ...options },
      { schedule: { interval: 60, anchor_date: "2026-01-01", timezone: "Europe/Berlin" }, ...wireOptions },
    ],
    [
      { rrule: "FREQ=DAILY", ...options },
      { schedule: { rrule: "FREQ=DAILY", timezone: "Europe/Berlin" }, ...wireOptions },
    ],
  ])("has all of %j, and comes back as it was", (input, wire) => {
    expect(scheduleToWire(input)).toEqual(wire);
    expect(scheduleFromWire(wire)).toEqual(input);
  });

  test("has nothing of what is left out but that it is active, and no `day_or` without a cron", () => {
    expect(scheduleToWire({ interval: 60, dayOr: false })).toEqual({ schedule: { interval: 60 }, active: true });
    expect(Object.keys(scheduleToWire({ interval: 60 }))).toEqual(["schedule", "active"]);
  });

  test("has nulls that are nothing", () => {
    const schedule = { cron: "@daily", timezone: null };
    const none = { active: true, max_active_runs: null, max_scheduled_runs: null, catchup: false };
    expect(Object.entries(scheduleFromWire({ schedule, ...none }))).toEqual([
      ["cron", "@daily"],
      ["active", true],
      ["catchup", false],
    ]);
  });
});

describe("two sets of schedules are one", () => {
  test.each<[string, ScheduleInput[], ScheduleInput[]]>([
    ["in another order", [{ cron: "a" }, { interval: 1 }], [{ interval: 1 }, { cron: "a" }]],
    [
      "with their defaults",
      [{ cron: "a" }],
      [{ cron: "a", timezone: "UTC", dayOr: true, active: true, catchup: false }],
    ],
    ["with a `dayOr` that means nothing", [{ interval: 1 }], [{ interval: 1, dayOr: false }]],
    [
      "with an anchor in another zone",
      [{ interval: 1, anchorDate: "2026-01-01T00:00:00Z" }],
      [{ interval: 1, anchorDate: "2026-01-01T02:00:00+02:00" }],
    ],
    [
      "with an anchor without a zone, which is UTC",
      [{ interval: 1, anchorDate: "2026-07-01T00:00:00" }],
      [{ interval: 1, anchorDate: "2026-07-01T00:00:00+00:00" }],
    ],
    [
      "with an anchor that is a day",
      [{ interval: 1, anchorDate: "2026-07-01" }],
      [{ interval: 1, anchorDate: "2026-07-01T00:00:00z" }],
    ],
    [
      "with a zone without a colon",
      [{ interval: 1, anchorDate: "2026-01-01T02:00:00+0200" }],
      [{ interval: 1, anchorDate: "2026-01-01T00:00:00Z" }],
    ],
  ])("%s", (_, left, right) => {
    expect(canonicalSchedules(left)).toEqual(canonicalSchedules(right));
  });

  const schedule: ScheduleInput = { cron: "0 6 * * *" };
  test.each<[ScheduleInput, ScheduleInput]>([
    [schedule, { cron: "0 7 * * *" }],
    [{ interval: 1 }, { interval: 2 }],
    [{ rrule: "a" }, { rrule: "b" }],
    [schedule, { ...schedule, timezone: "Europe/Berlin" }],
    [schedule, { ...schedule, dayOr: false }],
    [schedule, { ...schedule, active: false }],
    [schedule, { ...schedule, maxActiveRuns: 1 }],
    [schedule, { ...schedule, maxScheduledRuns: 1 }],
    [schedule, { ...schedule, catchup: true }],
    [{ interval: 1 }, { interval: 1, anchorDate: "2026-01-01T00:00:00Z" }],
    [
      { interval: 1, anchorDate: "2026-01-01T00:00:00Z" },
      { interval: 1, anchorDate: "2026-01-01T00:00:00+02:00" },
    ],
  ])("but not %j and %j", (left, right) => {
    expect(canonicalSchedules([left])).not.toEqual(canonicalSchedules([right]));
  });

  test("and not one of them twice", () => {
    expect(canonicalSchedules([schedule, schedule])).not.toEqual(canonicalSchedules([schedule]));
  });
});

test("options that servers gave up are told with the schedule that has them", () => {
  expect(scheduleNeeds({ cron: "a", maxActiveRuns: 1, catchup: false, maxScheduledRuns: 1 }, "schedules[2]")).toEqual([
    { property: "schedules[2].maxActiveRuns", before: "3.1.0" },
    { property: "schedules[2].catchup", before: "3.1.0" },
  ]);
  expect(scheduleNeeds({ cron: "a", active: false }, "schedules[0]")).toEqual([]);
  expect(scheduleNeeds({ cron: "a", catchup: true }, "")).toEqual([{ property: "catchup", before: "3.1.0" }]);
});

describe("whether a schedule that the server made is the one that was meant, without its bound", () => {
  const made = (more: object = {}, schedule: object = {}): WireSchedule => ({
    schedule: { interval: 60, anchor_date: "2026-01-01T00:00:00Z", ...schedule },
    active: true,
    ...more,
  });
  const meant = scheduleToWire({ interval: 60, maxScheduledRuns: 3 });

  test.each<[string, WireSchedule, WireSchedule, boolean]>([
    ["an anchor of the server's", made(), meant, true],
    ["its nulls", made({ max_active_runs: null, catchup: false }), meant, true],
    ["another bound", made({ max_scheduled_runs: 7 }), meant, true],
    ["another interval", made({}, { interval: 61 }), meant, false],
    ["another number of runs", made({ max_active_runs: 1 }), meant, false],
    ["another zone", made({}, { timezone: "Europe/Berlin" }), meant, false],
    [
      "the anchor that was meant",
      made(),
      scheduleToWire({ interval: 60, anchorDate: "2026-01-01T01:00:00+01:00" }),
      true,
    ],
    ["another anchor", made(), scheduleToWire({ interval: 60, anchorDate: "2026-01-02T00:00:00Z" }), false],
  ])("shows in %s", (_, one, other, expected) => {
    expect(isSameButForBound(one, other)).toBe(expected);
  });
});

import type { ScheduleInput, WireSchedule } from "../../sdk/src/resources/schedule";
import { scheduleChanges } from "../../sdk/src/resources/schedule-changes";

const at = (hour: number, more: Partial<ScheduleInput> = {}): ScheduleInput => ({ cron: `0 ${hour} * * *`, ...more });
const anchor = "2026-11-26T10:00:00Z";

/** As the server lists what an empty database was given. */
const listed = (id: string, hour: number, more: Partial<WireSchedule> = {}) => ({
  id,
  schedule: { cron: `0 ${hour} * * *`, timezone: null, day_or: true },
  active: true,
  max_active_runs: null,
  max_scheduled_runs: null,
  catchup: false,
  ...more,
});
const interval = { ...listed("hourly", 0), schedule: { interval: 3600, anchor_date: anchor, timezone: "UTC" } };

const nothing = { added: [], changed: [], removed: [] };
const added = (hour: number) => ({ schedule: { cron: `0 ${hour} * * *` }, active: true });

describe("the schedules of a deployment", () => {
  test("stay where nothing changes but their order and what is a default", () => {
    const both = [listed("six", 6), listed("seven", 7)];
    expect(scheduleChanges(both, [at(6), at(7)], [at(7, { active: true }), at(6)])).toEqual(nothing);
  });

  test("that are new are added and those that are gone are removed, and no other is touched", () => {
    expect(scheduleChanges([listed("six", 6), listed("seven", 7)], [at(6), at(7)], [at(7), at(8)])).toEqual({
      added: [added(8)],
      changed: [],
      removed: ["six"],
    });
  });

  test.each<[string, Partial<ScheduleInput>, Partial<ScheduleInput>, Partial<WireSchedule>]>([
    ["paused", {}, { active: false }, { active: false }],
    ["woken", { active: false }, {}, { active: true }],
    ["given bounds", {}, { maxActiveRuns: 1, maxScheduledRuns: 2 }, { max_active_runs: 1, max_scheduled_runs: 2 }],
    ["to catch up", {}, { catchup: true }, { catchup: true }],
  ])("that are %s keep their ids", (_, before, after, options) => {
    const there = listed("six", 6, { active: before.active !== false });
    expect(scheduleChanges([there], [at(6, before)], [at(6, after)])).toEqual({
      added: [],
      changed: [{ id: "six", options }],
      removed: [],
    });
  });

  test("that lose a bound are made anew, as the server cannot take one away", () => {
    const there = listed("six", 6, { max_scheduled_runs: 5 });
    expect(scheduleChanges([there], [at(6, { maxScheduledRuns: 5 })], [at(6)])).toEqual({
      added: [added(6)],
      changed: [],
      removed: ["six"],
    });
  });

  test("that somebody paused, added or deleted on the server stay so when another one is edited", () => {
    const there = [listed("six", 6, { active: false }), listed("theirs", 12), listed("eight", 8)];
    const before = [at(6), at(7), at(8)];
    expect(scheduleChanges(there, before, [at(6), at(7), at(9)])).toEqual({
      added: [added(9)],
      changed: [],
      removed: ["eight"],
    });
  });

  test("that somebody changed on the server and the program takes away go all the same", () => {
    expect(scheduleChanges([listed("six", 6, { active: false })], [at(6)], []).removed).toEqual(["six"]);
  });

  test("that were left to the server become those that are declared", () => {
    expect(scheduleChanges([listed("six", 6), listed("seven", 7)], undefined, [at(7), at(8)])).toEqual({
      added: [added(8)],
      changed: [],
      removed: ["six"],
    });
  });

  test("that a run that broke off has made already are not made twice", () => {
    expect(scheduleChanges([listed("six", 6), listed("seven", 7)], [at(6)], [at(7)])).toEqual({
      added: [],
      changed: [],
      removed: ["six"],
    });
  });

  test("of which two are equal are both made, and one alone is taken away", () => {
    const there = [listed("one", 6), listed("other", 6)];
    expect(scheduleChanges([there[0]!], [at(6)], [at(6), at(6)]).added).toEqual([added(6)]);
    expect(scheduleChanges(there, [at(6), at(6)], [at(6)]).removed).toEqual(["other"]);
  });
});

describe("an interval", () => {
  const hourly = { interval: 3600 };

  test("keeps the anchor that the server gave it, and the one that is written out for it", () => {
    expect(scheduleChanges([interval], [hourly], [{ ...hourly, anchorDate: anchor }])).toEqual(nothing);
    expect(scheduleChanges([interval], [{ ...hourly, anchorDate: anchor }], [hourly])).toEqual(nothing);
    expect(scheduleChanges([interval], [hourly], [hourly, at(6)])).toEqual({ ...nothing, added: [added(6)] });
  });

  test("with another anchor is another schedule", () => {
    const moved = { ...hourly, anchorDate: "2026-11-26T10:30:00Z" };
    expect(scheduleChanges([interval], [hourly], [moved])).toEqual({
      added: [{ schedule: { interval: 3600, anchor_date: "2026-11-26T10:30:00Z" }, active: true }],
      changed: [],
      removed: ["hourly"],
    });
  });
});

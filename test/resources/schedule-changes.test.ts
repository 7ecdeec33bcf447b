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

const nothing = { freeing: [], added: [], changed: [], removed: [] };
const added = (hour: number) => ({ schedule: { cron: `0 ${hour} * * *` }, active: true });

describe("the schedules of a deployment", () => {
  test("stay where nothing changes but their order and what is a default", () => {
    const both = [listed("six", 6), listed("seven", 7)];
    expect(scheduleChanges(both, [at(6), at(7)], [at(7, { active: true }), at(6)])).toEqual(nothing);
  });

  test("that are new are added and those that are gone are removed, and no other is touched", () => {
    expect(scheduleChanges([listed("six", 6), listed("seven", 7)], [at(6), at(7)], [at(7), at(8)])).toEqual({
      ...nothing,
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
      ...nothing,
      added: [],
      changed: [{ id: "six", options }],
      removed: [],
    });
  });

  test("that lose a bound are made anew, as the server cannot take one away", () => {
    const there = listed("six", 6, { max_scheduled_runs: 5 });
    expect(scheduleChanges([there], [at(6, { maxScheduledRuns: 5 })], [at(6)])).toEqual({
      ...nothing,
      added: [added(6)],
      changed: [],
      removed: ["six"],
    });
  });

  test("that somebody paused, added or deleted on the server stay so when another one is edited", () => {
    const there = [listed("six", 6, { active: false }), listed("theirs", 12), listed("eight", 8)];
    const before = [at(6), at(7), at(8)];
    expect(scheduleChanges(there, before, [at(6), at(7), at(9)])).toEqual({
      ...nothing,
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
      ...nothing,
      added: [added(8)],
      changed: [],
      removed: ["six"],
    });
  });

  test("that a run that broke off has made already are not made twice", () => {
    expect(scheduleChanges([listed("six", 6), listed("seven", 7)], [at(6)], [at(7)])).toEqual({
      ...nothing,
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

describe("a schedule with a slug", () => {
  const named = (more: Partial<WireSchedule> = {}) => listed("six", 6, { slug: "nightly", parameters: {}, ...more });
  const nightly = (hour: number, more: Partial<ScheduleInput> = {}) => at(hour, { slug: "nightly", ...more });

  test("is known by it: other times change in place", () => {
    expect(scheduleChanges([named()], [nightly(6)], [nightly(7)])).toEqual({
      ...nothing,
      changed: [{ id: "six", options: { schedule: { cron: "0 7 * * *" }, parameters: {} } }],
    });
  });

  test("with another one is another schedule, unless that says which it replaces", () => {
    const renamed = at(6, { slug: "daily" });
    expect(scheduleChanges([named()], [nightly(6)], [renamed])).toEqual({
      ...nothing,
      added: [{ ...added(6), slug: "daily" }],
      changed: [],
      removed: ["six"],
    });
    expect(scheduleChanges([named()], [nightly(6)], [{ ...renamed, replaces: "nightly" }])).toEqual({
      ...nothing,
      changed: [{ id: "six", options: { slug: "daily", parameters: {} } }],
    });
  });

  test("that the program gives up is made anew, as the server cannot take one away", () => {
    expect(scheduleChanges([named()], [nightly(6)], [at(6)])).toEqual({
      ...nothing,
      added: [added(6)],
      changed: [],
      removed: ["six"],
    });
  });

  test("that somebody else gave to it keeps it and its parameters, whatever changes", () => {
    const theirs = named({ parameters: { size: 1 } });
    expect(scheduleChanges([theirs], [at(6)], [at(6), at(7)])).toEqual({ ...nothing, added: [added(7)] });
    expect(scheduleChanges([theirs], [at(6)], [at(6, { active: false })])).toEqual({
      ...nothing,
      changed: [{ id: "six", options: { active: false, parameters: { size: 1 } } }],
    });
    expect(scheduleChanges([theirs], undefined, [at(6, { active: false })])).toEqual({
      ...nothing,
      changed: [{ id: "six", options: { active: false, parameters: { size: 1 } } }],
    });
  });

  test("gets it in place, and its parameters are emptied where the program gives them up", () => {
    const unnamed = listed("six", 6, { slug: null, parameters: { size: 1 } });
    expect(scheduleChanges([unnamed], [at(6, { parameters: { size: 1 } })], [nightly(6)])).toEqual({
      ...nothing,
      changed: [{ id: "six", options: { slug: "nightly", parameters: {} } }],
    });
  });

  test("that cannot change in place goes before another one gets its slug", () => {
    const bounded = named({ max_scheduled_runs: 5 });
    expect(scheduleChanges([bounded], [nightly(6, { maxScheduledRuns: 5 })], [nightly(7)])).toEqual({
      ...nothing,
      freeing: ["six"],
      added: [{ ...added(7), slug: "nightly" }],
    });
    const renamed = at(7, { slug: "nightly", replaces: "weekly" });
    const weekly = listed("seven", 7, { slug: "weekly", parameters: {} });
    expect(scheduleChanges([named(), weekly], [nightly(6), at(7, { slug: "weekly" })], [renamed])).toEqual({
      ...nothing,
      freeing: ["six"],
      changed: [{ id: "seven", options: { slug: "nightly", parameters: {} } }],
    });
  });

  test("and no other parameters any more has none, and an equal one keeps its own", () => {
    const both = [listed("with", 6, { parameters: { size: 1 } }), listed("without", 6, { parameters: {} })];
    const sized = at(6, { parameters: { size: 1 } });
    expect(scheduleChanges(both, [sized, at(6)], [at(6), at(6)])).toEqual({
      ...nothing,
      changed: [{ id: "with", options: { parameters: {} } }],
    });
    expect(scheduleChanges([named({ parameters: { size: 1 } })], [nightly(6, sized)], [nightly(6)])).toEqual({
      ...nothing,
      changed: [{ id: "six", options: { parameters: {} } }],
    });
  });

  test("is told from another one of the same times", () => {
    const both = [named(), { ...named({ slug: "other" }), id: "other" }];
    const before = [nightly(6), at(6, { slug: "other" })];
    expect(scheduleChanges(both, before, [nightly(6), at(6, { slug: "other", active: false })])).toEqual({
      ...nothing,
      changed: [{ id: "other", options: { active: false, parameters: {} } }],
    });
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
      ...nothing,
      added: [{ schedule: { interval: 3600, anchor_date: "2026-11-26T10:30:00Z" }, active: true }],
      changed: [],
      removed: ["hourly"],
    });
  });
});

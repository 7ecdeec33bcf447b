import type { Json } from "pulumi-syntask";
import { deploymentConfig } from "../../sdk/src/project/deployment-config";

const schedulesOf = (entry: { [key: string]: Json }) => deploymentConfig(entry).schedules;

describe("schedules", () => {
  test.each<[string, { [key: string]: Json }]>([
    ["the one of an older file", { schedule: { cron: "0 6 * * *", timezone: "Europe/Berlin" } }],
    [
      "the one of an older file, beside none",
      { schedule: { cron: "0 6 * * *", timezone: "Europe/Berlin" }, schedules: [] },
    ],
    ["a list", { schedules: [{ cron: "0 6 * * *", timezone: "Europe/Berlin" }] }],
    [
      "a list beside an empty one of an older file",
      {
        schedule: {},
        schedules: [{ cron: "0 6 * * *", timezone: "Europe/Berlin" }],
      },
    ],
  ])("are %s", (_, entry) => {
    expect(schedulesOf(entry)).toEqual([{ cron: "0 6 * * *", timezone: "Europe/Berlin" }]);
  });

  test.each<{ [key: string]: Json }>([
    {},
    { schedule: null },
    { schedule: {} },
    { schedules: null },
    { schedules: [] },
  ])("are none in %j", (entry) => {
    expect(schedulesOf(entry)).toEqual([]);
  });

  test("have every field, in the words of this package", () => {
    const known = { slug: "nightly", parameters: { day_of: 1 }, replaces: "daily" };
    const common = {
      timezone: "UTC",
      active: false,
      max_active_runs: 1,
      max_scheduled_runs: 2,
      catchup: true,
      ...known,
    };
    const ours = { timezone: "UTC", active: false, maxActiveRuns: 1, maxScheduledRuns: 2, catchup: true, ...known };
    expect(
      schedulesOf({
        schedules: [
          { cron: "* * * * *", day_or: false, ...common },
          { interval: 60, anchor_date: "2026-01-01", ...common },
          { rrule: "FREQ=DAILY", ...common },
        ],
      }),
    ).toEqual([
      { cron: "* * * * *", dayOr: false, ...ours },
      { interval: 60, anchorDate: "2026-01-01", ...ours },
      { rrule: "FREQ=DAILY", ...ours },
    ]);
  });

  test("have no `day_or` without a cron, and nothing that is null", () => {
    expect(schedulesOf({ schedules: [{ interval: 60, day_or: true, timezone: null }] })).toEqual([{ interval: 60 }]);
  });

  test.each<[string, { [key: string]: Json }, object]>([
    [
      "with its time zone",
      { rrule: '{"rrule": "FREQ=DAILY", "timezone": "Asia/Tokyo"}' },
      {
        rrule: "FREQ=DAILY",
        timezone: "Asia/Tokyo",
      },
    ],
    [
      "with the time zone beside it",
      { rrule: ' {"rrule": "FREQ=DAILY", "timezone": "Asia/Tokyo"}', timezone: "UTC" },
      {
        rrule: "FREQ=DAILY",
        timezone: "UTC",
      },
    ],
    ["that is none", { rrule: "{FREQ", timezone: "UTC" }, { rrule: "{FREQ", timezone: "UTC" }],
  ])("have a rule in JSON %s", (_, schedule, expected) => {
    expect(schedulesOf({ schedules: [schedule] })).toEqual([expected]);
  });
});

test("what an entry leaves out is empty, and parameters are checked", () => {
  const nothing = { tags: [], schedules: [], parameters: {}, jobVariables: {}, enforceParameterSchema: true };
  const nulls = { version: null, tags: null, description: "", parameters: null, work_pool: null, paused: null };
  for (const entry of [{}, nulls, { ...nulls, enforce_parameter_schema: null, concurrency_limit: null }]) {
    expect(JSON.parse(JSON.stringify(deploymentConfig(entry)))).toEqual(nothing);
  }
});

test.each<[Json, object]>([
  [3, { concurrencyLimit: 3, collisionStrategy: undefined }],
  [{ limit: 3 }, { concurrencyLimit: 3, collisionStrategy: undefined }],
  [
    { limit: 3, collision_strategy: "CANCEL_NEW" },
    { concurrencyLimit: 3, collisionStrategy: "CANCEL_NEW" },
  ],
  [
    { limit: 3, grace_period_seconds: 600 },
    { concurrencyLimit: 3, gracePeriodSeconds: 600 },
  ],
])("a concurrency limit of %j", (bound, expected) => {
  expect(deploymentConfig({ concurrency_limit: bound })).toMatchObject(expected);
});

test("numbers become the texts that the server wants", () => {
  const entry = { version: 2, tags: [7], description: 5, work_pool: { name: 1, work_queue_name: 0 } };
  expect(deploymentConfig(entry)).toMatchObject({
    version: "2",
    tags: ["7"],
    description: "5",
    workPool: "1",
    workQueue: "0",
  });
});

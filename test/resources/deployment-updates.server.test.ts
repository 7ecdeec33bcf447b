import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { raw, serverUrl, unique } from "../support/raw-api";
import { RecordingProxy } from "../support/recording-proxy";
import { made, resource } from "../support/resource";
import { where } from "../support/server-version";
import type { SmallEngine } from "../support/small-engine";

type Properties = Record<string, any>;

let proxy: RecordingProxy;
let pools: string[];

beforeAll(async () => {
  proxy = await RecordingProxy.start(serverUrl());
  pools = [unique("pool"), unique("pool")];
  for (const name of pools) await made("WorkPool", { name, type: "process" });
});
afterAll(() => proxy.stop());

const everySchedule = [{ interval: 86_400 }, { cron: "0 6 * * *", maxScheduledRuns: 3 }, { rrule: "FREQ=WEEKLY" }];

/** A deployment with a value for everything that can change in place. */
async function declared(more: Properties = {}): Promise<Properties> {
  return {
    name: unique("deployment"),
    flow: unique("flow"),
    entrypoint: "etl.py:main",
    pullSteps: [{ "prefect.deployments.steps.set_working_directory": { directory: "/code" } }],
    workPool: pools[0],
    workQueue: "default",
    schedules: everySchedule,
    parameters: { size: 1 },
    parameterOpenApiSchema: { type: "object", properties: { size: { type: "integer" } } },
    enforceParameterSchema: true,
    jobVariables: { env: { A: "1" } },
    tags: ["etl"],
    description: "before",
    version: "1",
    paused: false,
    concurrencyLimit: 2,
    collisionStrategy: "CANCEL_NEW",
    path: "/code",
    ...more,
  };
}

async function deploymentOf(inputs: Properties): Promise<SmallEngine> {
  const deployment = resource("Deployment", { "syntask:apiUrl": proxy.url });
  await deployment.up(inputs);
  return deployment;
}

const onServer = ({ stored }: SmallEngine) => raw("GET", `/deployments/${stored!.id}`);

/** What tells a schedule from another of the same times. */
const identities = ({ schedules }: Properties): unknown[] =>
  schedules.map(({ id, schedule }: Properties) => [id, schedule.anchor_date]).sort();

/**
 * What was sent since the last time, without the ids of deployments and schedules. A server that is too busy is sent the
 * same once more.
 */
const sent = ({ stored }: SmallEngine) =>
  proxy
    .take()
    .filter((request, index, all) => !isDeepStrictEqual(request, all[index - 1]))
    .map(({ call, body }) => [call.replace(stored!.id, "ID").replace(/[0-9a-f-]{36}$/, "SCHEDULE"), body]);

describe("an update of one field sends that field alone, and every schedule stays", () => {
  const changes: [string, Properties, Properties | (() => Properties)][] = [
    ["entrypoint", { entrypoint: "etl.py:other" }, { entrypoint: "etl.py:other" }],
    ["parameters", { parameters: { size: 2 } }, { parameters: { size: 2 } }],
    ["enforceParameterSchema", { enforceParameterSchema: false }, { enforce_parameter_schema: false }],
    ["tags", { tags: ["etl", "nightly"] }, { tags: ["etl", "nightly"] }],
    ["description", { description: "after" }, { description: "after" }],
    ["description taken away", { description: undefined }, { description: null }],
    ["version", { version: "2" }, { version: "2" }],
    ["paused", { paused: true }, { paused: true }],
    ["concurrencyLimit", { concurrencyLimit: 3 }, { concurrency_limit: 3 }],
    ["concurrencyLimit taken away", { concurrencyLimit: undefined }, { concurrency_limit: null }],
    ["collisionStrategy", { collisionStrategy: "ENQUEUE" }, { concurrency_options: { collision_strategy: "ENQUEUE" } }],
    ["collisionStrategy taken away", { collisionStrategy: undefined }, { concurrency_options: null }],
    ["path", { path: "/other" }, { path: "/other" }],
    [
      "jobVariables",
      { jobVariables: { env: { A: "2" } } },
      () => ({ work_pool_name: pools[0], work_queue_name: "default", job_variables: { env: { A: "2" } } }),
    ],
    [
      "workQueue",
      { workQueue: "fast" },
      () => ({ work_pool_name: pools[0], work_queue_name: "fast", job_variables: { env: { A: "1" } } }),
    ],
  ];

  test.each(changes)("%s", async (_, change, body) => {
    const inputs = await declared();
    const deployment = await deploymentOf(inputs);
    const before = await onServer(deployment);
    proxy.take();
    await deployment.up({ ...inputs, ...change });
    expect(sent(deployment)).toEqual([["PATCH /deployments/ID", typeof body === "function" ? body() : body]]);
    const after = await onServer(deployment);
    expect(identities(after)).toEqual(identities(before));
    await deployment.refresh();
    expect(await deployment.preview({ ...inputs, ...change })).toEqual({ changes: false, replaces: [] });
  });

  test("workPool, whose job variables are left to the server", async () => {
    const { jobVariables: _, ...inputs } = await declared();
    const deployment = await deploymentOf(inputs);
    await raw("PATCH", `/deployments/${deployment.stored!.id}`, { job_variables: { env: { BY: "hand" } } });
    const before = await onServer(deployment);
    proxy.take();
    await deployment.up({ ...inputs, workPool: pools[1] });
    const body = { work_pool_name: pools[1], work_queue_name: "default", job_variables: { env: { BY: "hand" } } };
    expect(sent(deployment)).toEqual([["PATCH /deployments/ID", body]]);
    expect(identities(await onServer(deployment))).toEqual(identities(before));
  });

  test("what means the same is not sent", async () => {
    const inputs = await declared();
    const deployment = await deploymentOf(inputs);
    proxy.take();
    const schedules = [...everySchedule].reverse();
    expect(await deployment.up({ ...inputs, schedules, tags: ["etl", "etl"] })).toBe("unchanged");
    expect(sent(deployment)).toEqual([]);
  });
});

describe("what a PATCH does not take is written as a whole", () => {
  test.each([
    ["pullSteps", { pullSteps: [{ "prefect.deployments.steps.set_working_directory": { directory: "/other" } }] }],
    ["parameterOpenApiSchema", { parameterOpenApiSchema: { type: "object", properties: {} }, parameters: {} }],
    ["parameters", { parameters: { size: { __prefect_kind: "workspace_variable", variable_name: "size" } } }],
  ])("%s, and schedules keep their anchors, bounds and whoever paused them", async (_, change) => {
    const inputs = await declared({ enforceParameterSchema: false });
    const deployment = await deploymentOf(inputs);
    const { schedules } = await onServer(deployment);
    const cron = schedules.find(({ schedule }: Properties) => schedule.cron);
    await raw("PATCH", `/deployments/${deployment.stored!.id}/schedules/${cron.id}`, { active: false });
    const before = await onServer(deployment);
    await deployment.up({ ...inputs, ...change });
    const after = await onServer(deployment);
    const whatCounts = ({ schedules: all }: Properties) =>
      all
        .map(({ schedule, active, max_scheduled_runs }: Properties) => [schedule, active, max_scheduled_runs])
        .sort((one: [Properties], other: [Properties]) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
    expect(whatCounts(after)).toEqual(whatCounts(before));
    await deployment.refresh();
    const preview = await deployment.preview({ ...inputs, ...change });
    expect(preview).toEqual({ changes: true, replaces: [] });
  });
});

describe("an update of schedules touches those that change", () => {
  test("one of three edited is one added and one deleted, by their own addresses", async () => {
    const inputs = await declared();
    const deployment = await deploymentOf(inputs);
    const before = identities(await onServer(deployment));
    proxy.take();
    const [interval, , rrule] = everySchedule;
    await deployment.up({ ...inputs, schedules: [interval, { cron: "0 7 * * *", maxScheduledRuns: 4 }, rrule] });
    expect(sent(deployment)).toEqual([
      ["POST /deployments/ID/schedules", [{ schedule: { cron: "0 7 * * *" }, active: true, max_scheduled_runs: 4 }]],
      ["DELETE /deployments/ID/schedules/SCHEDULE", undefined],
    ]);
    const after = identities(await onServer(deployment));
    expect(after.filter((one) => before.some((other) => JSON.stringify(one) === JSON.stringify(other)))).toHaveLength(
      2,
    );
    await deployment.refresh();
    const schedules = [interval, { cron: "0 7 * * *", maxScheduledRuns: 4 }, rrule];
    expect(await deployment.preview({ ...inputs, schedules })).toEqual({ changes: false, replaces: [] });
  });

  test("one that is paused keeps its id", async () => {
    const inputs = await declared();
    const deployment = await deploymentOf(inputs);
    const before = identities(await onServer(deployment));
    proxy.take();
    const schedules = everySchedule.map((schedule) => ("cron" in schedule ? { ...schedule, active: false } : schedule));
    await deployment.up({ ...inputs, schedules });
    // Without them the server would empty what somebody else has set.
    const kept = where({ since: "3.2.0" }, { parameters: {} });
    expect(sent(deployment)).toEqual([["PATCH /deployments/ID/schedules/SCHEDULE", { active: false, ...kept }]]);
    expect(identities(await onServer(deployment))).toEqual(before);
  });
});

/** Times of the runs that the server has scheduled, once its scheduler has come by. */
async function scheduledRuns(deployment: SmallEngine): Promise<number[]> {
  for (let attempt = 0; attempt < 120; attempt++) {
    const runs = await raw("POST", "/flow_runs/filter", {
      deployments: { id: { any_: [deployment.stored!.id] } },
      flow_runs: { state: { type: { any_: ["SCHEDULED"] } } },
    });
    if (runs.length > 1) return runs.map((run: Properties) => Date.parse(run.expected_start_time)).sort();
    await sleep(500);
  }
  throw new Error("the server has scheduled nothing");
}

test("a deployment that is updated more often than its interval still runs on its grid", async () => {
  const seconds = 20;
  const inputs = await declared({ schedules: [{ interval: seconds }] });
  const deployment = await deploymentOf(inputs);
  const [{ schedule }] = (await onServer(deployment)).schedules;
  const offGrid = (times: number[]) =>
    times.filter((time) => (time - Date.parse(schedule.anchor_date)) % (seconds * 1000));
  for (const description of ["once", "twice"]) {
    expect(offGrid(await scheduledRuns(deployment))).toEqual([]);
    await deployment.up({ ...inputs, description });
  }
  const [next] = await scheduledRuns(deployment);
  expect(offGrid([next!])).toEqual([]);
  expect(next! - Date.now()).toBeLessThanOrEqual(seconds * 1000);
}, 120_000);

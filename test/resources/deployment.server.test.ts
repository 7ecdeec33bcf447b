import { raw, serverUrl, unique } from "../support/raw-api";
import { RefusingProxy } from "../support/refusing-proxy";
import { createRun, failureOf, made, resource } from "../support/resource";
import { where } from "../support/server-version";

/** Options of schedules that newer servers have not. */
const ofOldest = { before: "3.1.0" };

type Properties = Record<string, any>;

const inputs = (more: Properties = {}): Properties => ({
  name: unique("deployment"),
  flow: unique("flow"),
  entrypoint: "etl.py:main",
  ...more,
});

/** A pool with the server's template for its type. */
async function makePool(type = "process"): Promise<string> {
  const name = unique("pool");
  await made("WorkPool", { name, type });
  return name;
}

const onServer = (id: string) => raw("GET", `/deployments/${id}`);
const path = (id: string, more = "") => `/deployments/${id}${more}`;

describe("traps of api.md, sections 3 and 4", () => {
  test("a deployment without a parameter schema can be run, after its creation and after an update", async () => {
    const declared = inputs();
    const deployment = await made("Deployment", declared);
    await createRun(deployment.stored!.id);
    await deployment.up({ ...declared, description: "changed" });
    await createRun(deployment.stored!.id);
    await raw("PATCH", path(deployment.stored!.id), { description: "a PATCH is not refused either" });
  });

  test("an update keeps what the user leaves to the server", async () => {
    const declared = inputs({ workPool: await makePool() });
    const deployment = await made("Deployment", declared);
    const { id } = deployment.stored!;
    await raw("POST", path(id, "/schedules"), [
      { schedule: { cron: "0 5 * * *" }, max_scheduled_runs: 7, ...where(ofOldest, { max_active_runs: 2 }) },
    ]);
    await raw("POST", path(id, "/pause_deployment"));
    await raw("PATCH", path(id), { work_pool_name: declared.workPool, job_variables: { env: { BY: "hand" } } });
    await deployment.refresh();
    await deployment.up({ ...declared, description: "changed" });
    expect(await onServer(id)).toMatchObject({
      description: "changed",
      paused: true,
      job_variables: { env: { BY: "hand" } },
      schedules: [
        { schedule: { cron: "0 5 * * *" }, max_scheduled_runs: 7, ...where(ofOldest, { max_active_runs: 2 }) },
      ],
    });
  });

  test("an update keeps a parameter schema that the user leaves to the server", async () => {
    const declared = inputs();
    const deployment = await made("Deployment", declared);
    const { id, flow_id, name } = await onServer(deployment.stored!.id);
    const schema = { title: "Parameters", type: "object", properties: { size: { type: "integer" } } };
    await raw("POST", "/deployments/", { name, flow_id, parameter_openapi_schema: schema });
    await deployment.up({ ...declared, description: "changed" });
    expect((await onServer(id)).parameter_openapi_schema).toEqual(schema);
  });

  test("every option of a schedule is kept, also by an update of something else", async () => {
    const schedules = [
      {
        cron: "0 6 * * *",
        timezone: "Europe/Berlin",
        dayOr: false,
        maxScheduledRuns: 3,
        ...where(ofOldest, { maxActiveRuns: 1, catchup: true }),
      },
      { interval: 60, ...where(ofOldest, { maxActiveRuns: 2 }) },
      { rrule: "FREQ=WEEKLY;BYDAY=MO", active: false, maxScheduledRuns: 50 },
    ];
    const declared = inputs({ schedules });
    const deployment = await made("Deployment", declared);
    await deployment.up({ ...declared, description: "changed" });
    const kept = (await onServer(deployment.stored!.id)).schedules.map((schedule: Properties) => ({
      kind: Object.keys(schedule.schedule).find((key) => ["cron", "interval", "rrule"].includes(key)),
      active: schedule.active,
      most: schedule.max_scheduled_runs,
      ...where(ofOldest, { active_runs: schedule.max_active_runs, catchup: schedule.catchup }),
    }));
    expect(kept).toHaveLength(3);
    expect(kept).toEqual(
      expect.arrayContaining([
        { kind: "cron", active: true, most: 3, ...where(ofOldest, { active_runs: 1, catchup: true }) },
        { kind: "interval", active: true, most: null, ...where(ofOldest, { active_runs: 2, catchup: false }) },
        { kind: "rrule", active: false, most: 50, ...where(ofOldest, { active_runs: null, catchup: false }) },
      ]),
    );
  });

  test("what the server makes of schedules is no drift: order, ids, anchors, zones", async () => {
    const schedules = [{ interval: 3600 }, { cron: "@daily" }, { interval: 90.5, anchorDate: "2026-03-01T12:00:00" }];
    const declared = inputs({ schedules });
    const deployment = await made("Deployment", declared);
    await deployment.refresh();
    expect(deployment.stored!.inputs.schedules).toEqual(schedules);
    expect(await deployment.preview({ ...declared, schedules: [...schedules].reverse() })).toEqual({
      changes: false,
      replaces: [],
    });
  });

  test("a schedule added by hand is drift, and an empty list takes all away", async () => {
    const declared = inputs({ schedules: [{ cron: "0 6 * * *" }] });
    const deployment = await made("Deployment", declared);
    await raw("POST", path(deployment.stored!.id, "/schedules"), [{ schedule: { cron: "0 7 * * *" } }]);
    await deployment.refresh();
    expect(await deployment.preview(declared)).toEqual({ changes: true, replaces: [] });
    await deployment.up({ ...declared, schedules: [] });
    expect((await onServer(deployment.stored!.id)).schedules).toEqual([]);
  });

  test("a run that was killed before the last schedules is finished by the next one", async () => {
    const declared = inputs({ schedules: [{ cron: "0 6 * * *" }, { cron: "0 7 * * *", maxScheduledRuns: 2 }] });
    const deployment = await made("Deployment", declared);
    const { schedules } = await onServer(deployment.stored!.id);
    const last = schedules.find((schedule: Properties) => schedule.max_scheduled_runs === 2);
    await raw("DELETE", path(deployment.stored!.id, `/schedules/${last.id}`));
    deployment.forget();
    await deployment.up(declared);
    expect((await onServer(deployment.stored!.id)).schedules).toHaveLength(2);
  });

  test("a concurrency limit is read where the server really has it, and cleared", async () => {
    const declared = inputs({ concurrencyLimit: 3 });
    const deployment = await made("Deployment", declared);
    await deployment.refresh();
    expect(deployment.stored!.inputs.concurrencyLimit).toBe(3);
    await deployment.up({ ...declared, concurrencyLimit: undefined });
    expect((await onServer(deployment.stored!.id)).global_concurrency_limit).toBeNull();
  });

  test("emptied job variables replace the deployment, as the server cannot empty them, and the preview says so", async () => {
    const info = jest.spyOn(console, "info").mockImplementation();
    const declared = inputs({ jobVariables: { env: { A: "1" } } });
    const deployment = await made("Deployment", declared);
    const news = { ...declared, jobVariables: {} };
    expect((await deployment.preview(news)).replaces).toEqual(["jobVariables"]);
    expect(info.mock.calls.flat().join()).toContain("is replaced: `jobVariables` cannot be emptied on the server");
    await deployment.up(news);
    expect((await onServer(deployment.stored!.id)).job_variables).toEqual({});
    info.mockRestore();
  });

  test("a pool that is taken away replaces the deployment, as the server cannot detach it", async () => {
    const info = jest.spyOn(console, "info").mockImplementation();
    const declared = inputs({ workPool: await makePool() });
    const deployment = await made("Deployment", declared);
    const { workPool: _, ...news } = declared;
    expect((await deployment.preview(news)).replaces).toEqual(["workPool"]);
    await deployment.up(news);
    expect((await onServer(deployment.stored!.id)).work_pool_name).toBeNull();
    info.mockRestore();
  });

  test("a queue goes to its own pool and never to another", async () => {
    const workPool = await makePool();
    const deployment = await made("Deployment", inputs({ workPool, workQueue: "urgent" }));
    expect(await onServer(deployment.stored!.id)).toMatchObject({
      work_pool_name: workPool,
      work_queue_name: "urgent",
    });
    expect(await resource("Deployment").check(inputs({ workQueue: "urgent" }))).toEqual([
      "`workQueue` is given without `workPool`; the server would move it to another pool, so write both",
    ]);
  });

  test("a pool deleted behind our back is drift", async () => {
    const workPool = await makePool();
    const declared = inputs({ workPool, workQueue: "urgent" });
    const deployment = await made("Deployment", declared);
    await raw("DELETE", `/work_pools/${workPool}`);
    await deployment.refresh();
    expect(await deployment.preview(declared)).toEqual({ changes: true, replaces: [] });
  });

  test("a pool that does not exist is named", async () => {
    const declared = inputs({ workPool: "no-such-pool" });
    expect(await failureOf(resource("Deployment").up(declared))).toMatch(
      /^`workPool` "no-such-pool" is not on the server; /,
    );
  });

  test.each([
    ["a word", "hush-hush"],
    ["a key of several lines", "-----BEGIN KEY-----\nhush-hush\n-----END KEY-----\n"],
    ["a text that is longer than a reason is shown", "hush-hush\n".repeat(50)],
  ])(
    "parameters that the server alone can refuse are refused in a line that does not show them: %s",
    async (_, size) => {
      const schema = { $schema: "urn:not-known-here", type: "object", properties: { size: { type: "integer" } } };
      const refused = { parameterOpenApiSchema: schema, parameters: { size } };
      const failure = await failureOf(resource("Deployment").up(inputs(refused)));
      expect(failure).toMatch(/^deployment ".*": /);
      expect(failure).not.toMatch(/\n|hush-hush/);
    },
  );

  test("a parameter that refers to a variable stays a reference", async () => {
    const parameters = { size: { __prefect_kind: "workspace_variable", variable_name: "size" } };
    const declared = inputs({ parameters, enforceParameterSchema: false });
    const deployment = await made("Deployment", declared);
    await deployment.up({ ...declared, description: "changed" });
    expect((await onServer(deployment.stored!.id)).parameters).toEqual(parameters);
  });

  test("its flow is made with it, shared with others and left in place", async () => {
    const flow = unique("flow");
    const first = await made("Deployment", inputs({ flow }));
    const second = await made("Deployment", inputs({ flow }));
    expect(first.stored!.outs.flowId).toBe(second.stored!.outs.flowId);
    await first.destroy();
    expect(await second.refresh()).toBe(true);
    await second.destroy();
    expect(await raw("GET", `/flows/name/${flow}`)).toMatchObject({ name: flow });
  });

  test("job variables are checked against the pool's template only when they change", async () => {
    const declared = inputs({ workPool: await makePool(), jobVariables: { stream_output: "often" } });
    expect(await resource("Deployment").check(declared)).toEqual([
      `\`jobVariables.stream_output\` must be boolean, says the job template of work pool "${declared.workPool}"`,
    ]);
    expect(await resource("Deployment").check({ ...declared, jobVariables: { stream_output: false, own: 1 } })).toEqual(
      [],
    );
  });

  test("adopting leaves to the server what the user does: pool, schedules, job variables", async () => {
    const workPool = await makePool();
    const theirs = await made(
      "Deployment",
      inputs({ workPool, jobVariables: { env: { A: "1" } }, schedules: [{ cron: "@daily" }] }),
    );
    const { name, flow } = theirs.stored!.inputs;
    const ours = resource("Deployment");
    await ours.up({ name, flow, entrypoint: "mine.py:main", adopt: true });
    expect(ours.stored!.id).toBe(theirs.stored!.id);
    expect(await onServer(ours.stored!.id)).toMatchObject({
      entrypoint: "mine.py:main",
      work_pool_name: workPool,
      job_variables: { env: { A: "1" } },
      schedules: [{ schedule: { cron: "@daily" } }],
    });
  });
});

test("a queue that is taken away from a deployment is taken away on the server", async () => {
  const workPool = await makePool();
  const { workQueue, ...declared } = inputs({ workPool, workQueue: "urgent" });
  const deployment = await made("Deployment", { ...declared, workQueue });
  expect(await deployment.up(declared)).toBe("updated");
  expect(await onServer(deployment.stored!.id)).toMatchObject({ work_pool_name: workPool, work_queue_name: "default" });
  expect(await deployment.up({ ...declared, workQueue: "default" })).toBe("unchanged");
});

test("the queue of a pool that is left to the server is left to it too", async () => {
  const declared = inputs();
  const deployment = await made("Deployment", declared);
  const place = { work_pool_name: await makePool(), work_queue_name: "urgent", job_variables: {} };
  await raw("PATCH", path(deployment.stored!.id), place);
  await deployment.refresh();
  expect(await deployment.preview(declared)).toEqual({ changes: false, replaces: [] });
  deployment.forget();
  expect(await deployment.up(declared)).toBe("created");
});

test("schedules that are left to the server are all there when an update breaks off, and their bounds after the next", async () => {
  const proxy = await RefusingProxy.start(serverUrl());
  try {
    const deployment = resource("Deployment", { "syntask:apiUrl": proxy.url });
    const declared = inputs();
    await deployment.up(declared);
    const { id } = deployment.stored!;
    await raw("POST", path(id, "/schedules"), [
      { schedule: { cron: "0 5 * * *" }, max_scheduled_runs: 7 },
      { schedule: { interval: 3600 }, max_scheduled_runs: 2 },
      { schedule: { cron: "0 6 * * *" } },
    ]);
    proxy.refuse(/\/schedules/);
    // A reference is written with the whole.
    const news = { ...declared, parameters: { day: { __prefect_kind: "jinja", template: "{{ 1 }}" } } };
    const failure: any = await deployment.up(news).then(
      () => undefined,
      (error) => error,
    );
    expect((await onServer(id)).schedules).toHaveLength(3);

    proxy.refuse(undefined);
    deployment.stored!.outs = failure.properties;
    await deployment.up({ ...news, description: "again" });
    const bounds = (await onServer(id)).schedules.map(({ schedule, max_scheduled_runs }: Properties) => [
      schedule.cron ?? schedule.interval,
      max_scheduled_runs,
    ]);
    expect(bounds).toHaveLength(3);
    expect(bounds).toEqual(
      expect.arrayContaining([
        ["0 5 * * *", 7],
        [3600, 2],
        ["0 6 * * *", null],
      ]),
    );
  } finally {
    await proxy.stop();
  }
});

test("a deployment whose schedules could not be bounded is handed to the engine, and the next update bounds them", async () => {
  const proxy = await RefusingProxy.start(serverUrl());
  const deployment = resource("Deployment", { "syntask:apiUrl": proxy.url });
  try {
    proxy.refuse(/^PATCH .*\/schedules\//);
    const declared = inputs({ schedules: [{ cron: "0 6 * * *", maxScheduledRuns: 2 }] });
    const failure = await deployment.up(declared).catch((error) => error);
    expect(failure.message).toContain("refused on the way");
    expect(Object.entries(failure.properties).filter(([, value]) => value === undefined)).toEqual([]);
    proxy.refuse(undefined);
    deployment.stored = { id: failure.id, inputs: declared, outs: failure.properties };
    await deployment.mend(declared);
    expect((await onServer(failure.id)).schedules).toMatchObject([{ max_scheduled_runs: 2 }]);
    expect(deployment.stored.outs).not.toHaveProperty("unboundSchedules");
    await deployment.destroy();
  } finally {
    await proxy.stop();
  }
});

import { isDeepStrictEqual } from "node:util";
import { PartialCreateError } from "../../sdk/src/engine/errors";
import { sameMeaning } from "../../sdk/src/engine/properties";
import { definitions } from "../../sdk/src/provider";
import { clientOf, server } from "../api/client-of";
import { failuresOf } from "../support/check-failures";
import { failureOf } from "../support/resource";
import { json, type Received } from "../support/scripted-server";

const definition = definitions.get("Deployment")!;
const emptySchema = { title: "Parameters", type: "object", properties: {}, definitions: {} };
const ownSchema = { title: "Own", type: "object", properties: { day: {} } };
const inputs = { flow: "etl", name: "nightly", entrypoint: "etl.py:main" };
const bounded = { cron: "0 6 * * *", maxScheduledRuns: 3 };
const wireSchedule = {
  id: "s1",
  created: "x",
  schedule: { cron: "0 6 * * *" },
  active: true,
  max_scheduled_runs: null,
};
const made = {
  id: "d1",
  created: "2026-01-01T00:00:00Z",
  updated: "2026-01-01T00:00:00Z",
  flow_id: "f1",
  schedules: [wireSchedule],
  parameter_openapi_schema: ownSchema,
  global_concurrency_limit: null,
  work_pool_name: "etl",
  work_queue_name: "urgent",
};
const context = { say: () => {} };

/** A server that makes the flow, and answers to the rest by method and path. */
const clientThatAnswers = (answers: Record<string, [number, unknown]>) =>
  clientOf((received: Received, response) => {
    const known = answers[`${received.method} ${received.path}`] ?? [200, { id: "f1" }];
    json(...known)(received, response);
  });
const sent = (method: string) => server.received.filter((one) => one.method === method && one.path !== "/flows/");

describe("a new deployment", () => {
  test("has its flow, an empty parameter schema and no schedules where the program leaves them out", async () => {
    const client = await clientThatAnswers({ "POST /deployments/": [201, { ...made, schedules: [] }] });
    expect(await definition.create(client, inputs, context)).toEqual({
      id: "d1",
      state: { flowId: "f1" },
    });
    expect(server.received[0]).toMatchObject({ method: "POST", path: "/flows/", body: { name: "etl" } });
    const [{ body }] = sent("POST") as [Received];
    expect(body).toMatchObject({
      name: "nightly",
      flow_id: "f1",
      schedules: [],
      parameter_openapi_schema: emptySchema,
    });
    expect(body).not.toHaveProperty("concurrency_options");
    expect(body).not.toHaveProperty("work_queue_name");
  });

  test("has its queue with its pool, and its collision strategy", async () => {
    const client = await clientThatAnswers({ "POST /deployments/": [201, { ...made, schedules: [] }] });
    const more = {
      workPool: "etl",
      workQueue: "urgent",
      collisionStrategy: "ENQUEUE",
      parameterOpenApiSchema: ownSchema,
    };
    await definition.create(client, { ...inputs, ...more }, context);
    expect(sent("POST")[0]!.body).toMatchObject({
      work_pool_name: "etl",
      work_queue_name: "urgent",
      concurrency_options: { collision_strategy: "ENQUEUE" },
      parameter_openapi_schema: ownSchema,
    });
  });

  test("has the bounds of its schedules set after it, of those that have one alone", async () => {
    const schedules = [
      wireSchedule,
      { ...wireSchedule, id: "s2", schedule: { interval: 60, anchor_date: "2026-01-01" } },
    ];
    const client = await clientThatAnswers({ "POST /deployments/": [201, { ...made, schedules }] });
    await definition.create(client, { ...inputs, schedules: [{ interval: 60 }, bounded] }, context);
    expect(sent("PATCH").map(({ path, body }) => [path, body])).toEqual([
      ["/deployments/d1/schedules/s1", { max_scheduled_runs: 3 }],
    ]);
  });

  test.each<[string, number, object]>([
    ["the server says that it overwrote it", 200, {}],
    ["it was written before", 201, { updated: "2026-01-01T00:00:05Z" }],
  ])("is somebody else's where %s, and nothing more is done to it", async (_, status, more) => {
    const client = await clientThatAnswers({ "POST /deployments/": [status, { ...made, ...more }] });
    const result = await definition.create(client, { ...inputs, schedules: [bounded] }, context);
    expect(result).toMatchObject({ id: "d1", madeMeanwhile: "overwritten" });
    expect(sent("PATCH")).toEqual([]);
  });

  test("is its own where the server wrote its limit after it", async () => {
    const limited = { ...made, updated: "2026-01-01T00:00:05Z", global_concurrency_limit: { limit: 1 }, schedules: [] };
    const client = await clientThatAnswers({ "POST /deployments/": [201, limited] });
    expect(await definition.create(client, { ...inputs, concurrencyLimit: 1 }, context)).toEqual({
      id: "d1",
      state: { flowId: "f1" },
    });
  });

  test("is somebody else's where its schedules are gone at once", async () => {
    const client = await clientThatAnswers({
      "POST /deployments/": [201, made],
      "PATCH /deployments/d1/schedules/s1": [404, { detail: "Schedule not found" }],
      "GET /admin/version": [200, "3.0.0"],
    });
    const result = await definition.create(client, { ...inputs, schedules: [bounded] }, context);
    expect(result).toMatchObject({ id: "d1", madeMeanwhile: "overwritten" });
  });

  test("is kept where a bound cannot be set, so that the next run sets it", async () => {
    const client = await clientThatAnswers({
      "POST /deployments/": [201, made],
      "PATCH /deployments/d1/schedules/s1": [400, { detail: "no" }],
    });
    const failure = await definition
      .create(client, { ...inputs, schedules: [bounded] }, context)
      .catch((error) => error);
    expect(failure).toBeInstanceOf(PartialCreateError);
    expect(failure).toMatchObject({ id: "d1", state: { flowId: "f1" } });
    expect(failure.state.unboundSchedules).toMatchObject([{ max_scheduled_runs: 3 }]);
  });

  test("is refused in the user's words where there is no such pool, and without the values that the server quotes", async () => {
    const client = await clientThatAnswers({ "POST /deployments/": [404, { detail: "Work pool not found" }] });
    expect(await failureOf(definition.create(client, { ...inputs, workPool: "none" }, context))).toBe(
      'there is no work pool "none"; make it first, or write the name of one that exists',
    );
    await server.stop();
    const quoting = await clientThatAnswers({
      "POST /deployments/": [
        422,
        { detail: [{ loc: ["body", "job_variables"], msg: "'hush-1' and 'hush-2' are no numbers" }] },
      ],
    });
    const given = { parameters: { day: "hush-1" }, jobVariables: { env: { KEY: "hush-2" } } };
    const failure: Error = await definition.create(quoting, { ...inputs, ...given }, context).catch((error) => error);
    expect(failure.message).toContain("are no numbers");
    expect(failure.message).not.toContain("hush");
  });
});

describe("an update", () => {
  const olds = { flowId: "f1" };
  async function update(news: object, more: object = {}, there: object = made): Promise<object> {
    const client = await clientThatAnswers({
      "POST /deployments/": [200, made],
      "GET /deployments/d1": [200, there],
      "PATCH /deployments/d1": [204, null],
      "PATCH /deployments/d1/schedules/s1": [204, null],
      "POST /deployments/d1/schedules": [201, []],
      "DELETE /deployments/d1/schedules/s1": [204, null],
      "GET /admin/version": [200, "3.0.8"],
    });
    const before = { ...inputs, ...olds, ...more };
    return definition.update(client, "d1", { ...inputs, ...news }, before as never, {
      ...context,
      changed: Object.keys(news).filter((name) => !isDeepStrictEqual((more as any)[name], (news as any)[name])),
    });
  }
  const body = () => sent("POST")[0]!.body as Record<string, unknown>;
  const kept = { schedule: wireSchedule.schedule, active: true, max_scheduled_runs: null };

  test("of pull steps sends what the program leaves to the server as the server has it, without what it adds", async () => {
    expect(await update({ pullSteps: [] })).toEqual({ flowId: "f1" });
    expect(body()).toMatchObject({ schedules: [kept], parameter_openapi_schema: ownSchema });
    expect(body().schedules).toEqual([kept]);
  });

  test("of pull steps gives the declared schedules the bounds that a run that was killed did not set any more", async () => {
    await update({ pullSteps: [], schedules: [bounded] }, { schedules: [bounded] });
    expect(sent("PATCH").map(({ path, body }) => [path, body])).toEqual([
      ["/deployments/d1/schedules/s1", { max_scheduled_runs: 3 }],
    ]);
  });

  test("of the parameter schema keeps the server's schedules", async () => {
    await update({ parameterOpenApiSchema: { title: "New" } });
    expect(body()).toMatchObject({ schedules: [kept], parameter_openapi_schema: { title: "New" } });
  });

  test("of a deployment without a schema is written as a whole, as the server takes nothing else", async () => {
    await update({ description: "new" }, {}, { ...made, parameter_openapi_schema: null });
    expect(body()).toMatchObject({ description: "new", schedules: [kept] });
    expect(body().parameter_openapi_schema).toEqual(emptySchema);
    expect(sent("PATCH")).toEqual([]);
  });

  test.each([{ __prefect_kind: "workspace_variable" }, [{ deep: { __syntask_kind: "jinja" } }]])(
    "of parameters that stand for others is written as a whole, so that they stay so: %j",
    async (day) => {
      await update({ parameters: { day } });
      expect(body()).toMatchObject({ parameters: { day } });
    },
  );

  test("of schedules sends these alone", async () => {
    await update({ schedules: [{ cron: "0 7 * * *" }] }, { schedules: [{ cron: "0 6 * * *" }] });
    expect(sent("POST").map(({ path }) => path)).toEqual(["/deployments/d1/schedules"]);
    expect(sent("PATCH")).toEqual([]);
  });

  test("clears a collision strategy that was there, and says nothing of one that was not", async () => {
    await update({ pullSteps: [], collisionStrategy: undefined }, { collisionStrategy: "CANCEL_NEW" });
    expect(body()).toMatchObject({ concurrency_options: null });
    await server.stop();
    await update({ pullSteps: [] });
    expect(body()).not.toHaveProperty("concurrency_options");
  });

  test("sets the bounds that an operation that broke off left out, though nothing changes", async () => {
    const unboundSchedules = [{ schedule: { cron: "0 6 * * *" }, active: true, max_scheduled_runs: 7 }];
    expect(definition.isUnfinished!({ unboundSchedules })).toBe(true);
    expect([definition.isUnfinished!({}), definition.isUnfinished!({ unboundSchedules: [] })]).toEqual([false, false]);
    expect(await update({}, { unboundSchedules })).toEqual({ flowId: "f1" });
    expect(sent("PATCH").map(({ path, body }) => [path, body])).toEqual([
      ["/deployments/d1/schedules/s1", { max_scheduled_runs: 7 }],
    ]);
  });
});

describe("what the server has of a deployment", () => {
  const observed = async (declared: object, more: object = {}) => {
    const client = await clientThatAnswers({ "GET /deployments/name/etl/nightly": [200, { ...made, ...more }] });
    return (await definition.find(client, { ...inputs, ...declared }))!;
  };

  test("is its queue only where the program says something of its pool", async () => {
    expect((await observed({ workPool: "etl" })).inputs.workQueue).toBe("urgent");
    await server.stop();
    expect((await observed({})).inputs.workQueue).toBeUndefined();
    await server.stop();
    expect((await observed({ workPool: "etl" }, { work_pool_name: null })).inputs.workQueue).toBeNull();
  });

  test("is an empty schema where it has none, and the id of its flow", async () => {
    const { inputs: read, state } = await observed({}, { parameter_openapi_schema: null });
    expect([read.parameterOpenApiSchema, state]).toEqual([{}, { flowId: "f1" }]);
  });
});

test("a queue without a pool is refused, unless the pool is not known yet", async () => {
  const given = { ...inputs, workQueue: "urgent" };
  const line = "`workQueue` is given without `workPool`; the server would move it to another pool, so write both";
  expect(await failuresOf("Deployment", given)).toEqual([line]);
  expect(await failuresOf("Deployment", given, ["workPool"])).toEqual([]);
  expect(await failuresOf("Deployment", { ...given, workPool: "etl" })).toEqual([]);
});

test("a deployment is called by its flow and its name, as far as they are known", () => {
  expect([definition.label(inputs), definition.label({ name: "nightly" }), definition.label({})]).toEqual([
    "etl/nightly",
    "/nightly",
    "/",
  ]);
});

describe("a deployment that was found is half made", () => {
  const isHalfMade = (schedules: object[] | undefined, declared: object[] | undefined, changed = ["schedules"]) =>
    definition.isHalfMade!(
      { id: "d1", inputs: { schedules }, state: {} } as never,
      { ...inputs, schedules: declared },
      changed,
    );

  test.each<[string, object[] | undefined, object[] | undefined]>([
    ["it lacks a schedule", [{ interval: 60 }], [{ interval: 60 }, bounded]],
    ["a schedule lacks its bound", [{ cron: "0 6 * * *" }], [bounded]],
    ["it has none of its schedules", undefined, [bounded]],
  ])("where %s", (_, found, declared) => {
    expect(isHalfMade(found, declared)).toBe(true);
  });

  test("and not where a schedule is another's, or something else differs", () => {
    expect(isHalfMade([{ cron: "0 7 * * *" }], [bounded])).toBe(false);
    expect(isHalfMade([{ cron: "0 7 * * *" }], undefined)).toBe(false);
    expect(isHalfMade([], [bounded], ["schedules", "description"])).toBe(false);
  });
});

test("a description that `deploy` has stored for none is none", () => {
  expect(sameMeaning(definition, "description", undefined, "None")).toBe(true);
  expect(sameMeaning(definition, "description", "Moves the data.", "None")).toBe(false);
});

import * as pulumi from "@pulumi/pulumi";
import { Deployment, FlowRun, type FlowRunArgs, type FlowStorage } from "../../sdk/src";
import type { WireFlowRun } from "../../sdk/src/resources/flow-run/wire";
import { type Answer, clientOf, server } from "../api/client-of";
import { type Declared, declare } from "../support/mocks";
import { json } from "../support/scripted-server";
import { skipWaits } from "../support/skipped-waits";

jest.mock("node:timers/promises", () => require("../support/skipped-waits").timers);
skipWaits();

const { definition } = FlowRun;
const said: string[] = [];
const context = { say: (line: string) => void said.push(line), changed: ["triggers"] };
beforeEach(() => {
  said.length = 0;
});

const flowRun = (state_type: string, more: Partial<WireFlowRun> = {}): WireFlowRun => ({
  id: "run-1",
  name: "bold-owl",
  created: "2026-01-01T00:00:00Z",
  idempotency_key: "",
  state_type,
  state_name: state_type[0] + state_type.slice(1).toLowerCase(),
  work_pool_name: "etl",
  ...more,
});

interface Scene {
  /** Runs that earlier operations have started, by what follows the key's last dash. */
  earlier?: WireFlowRun[];
  /** What is answered of the run, one look after the other. */
  looks?: WireFlowRun[];
  logs?: string[];
  workers?: string[];
  /** Seconds since its workers were heard of. */
  silence?: number;
  pool?: object;
}

const heardAgo = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();

/** A server that has some runs, a log of errors and a pool. */
const sceneOf =
  ({ earlier = [], looks = [flowRun("COMPLETED")], logs = [], workers = [], silence = 10, pool }: Scene = {}): Answer =>
  (received, response) => {
    const { path, method } = received;
    const answer = (): unknown => {
      if (path === "/flow_runs/filter") {
        const keys: string[] = (received.body as any).flow_runs.idempotency_key.any_;
        return earlier
          .map((run, index) => ({ ...run, idempotency_key: keys[0]!.replace(/\d+$/, String(index)) }))
          .filter(({ idempotency_key }) => keys.includes(idempotency_key));
      }
      if (path.endsWith("/create_flow_run")) return flowRun("SCHEDULED", { id: "run-new" });
      if (path === "/logs/filter") return logs.map((message) => ({ message }));
      if (path.endsWith("/workers/filter"))
        return workers.map((status) => ({ status, last_heartbeat_time: heardAgo(silence) }));
      if (path.startsWith("/work_pools/")) return { type: "process", is_paused: false, ...pool };
      if (method === "GET") return looks.length > 1 ? looks.shift() : looks[0];
      return {};
    };
    json(200, answer())(received, response);
  };

const inputs = { deployment: "deployment-1", owner: "project/stack/smoke" };
const started = () => server.received.filter(({ path }) => path.endsWith("/create_flow_run"));
const cancelled = () => server.received.filter(({ path }) => path.endsWith("/set_state"));

describe("what starts a run", () => {
  test("making it, with the parameters of the program and a key of its own", async () => {
    const client = await clientOf(sceneOf());
    const made = await definition.create(client, { ...inputs, parameters: { rows: 1 } }, context);
    expect(made).toEqual({
      id: "run-new",
      state: { flowRunId: "run-new", state: "COMPLETED", url: `${server.url}/runs/flow-run/run-new` },
    });
    expect(started().map(({ body }) => body)).toEqual([
      {
        state: { type: "SCHEDULED" },
        parameters: { rows: 1 },
        idempotency_key: expect.stringMatching(/^pulumi-[0-9a-f]{32}-0$/),
      },
    ]);
  });

  test.each(["deployment", "parameters", "triggers", "deploymentDigest"])("a changed %s", async (name) => {
    const client = await clientOf(sceneOf());
    const olds = { ...inputs, flowRunId: "run-0", state: "COMPLETED", url: "page" };
    await definition.update(client, "run-0", inputs, olds, { ...context, changed: [name] });
    expect(started()).toHaveLength(1);
  });

  test("but no other bound", async () => {
    const client = await clientOf(sceneOf());
    const state = { flowRunId: "run-0", state: "COMPLETED", url: "page" };
    const changed = ["timeoutSeconds"];
    expect(await definition.update(client, "run-0", inputs, { ...inputs, ...state }, { ...context, changed })).toEqual(
      state,
    );
    expect(server.received).toEqual([]);
  });

  test("a change back to what was before, as it is another occasion", async () => {
    const client = await clientOf(sceneOf());
    const keys: string[] = [];
    for (const flowRunId of ["run-0", "run-9"]) {
      await definition.update(client, "id", inputs, { ...inputs, flowRunId, state: "", url: "" }, context);
      keys.push((started().at(-1)!.body as any).idempotency_key);
    }
    expect(new Set(keys).size).toBe(2);
  });
});

describe("what an up that was broken off has started", () => {
  test.each(["SCHEDULED", "PENDING", "RUNNING"])("is waited for while it is %s", async (state) => {
    const client = await clientOf(sceneOf({ earlier: [flowRun(state)] }));
    expect(await definition.create(client, inputs, context)).toMatchObject({ id: "run-1" });
    expect(started()).toEqual([]);
    expect(said).toEqual(['waits for run "bold-owl", which an `up` has started that was broken off']);
  });

  test.each(["FAILED", "CRASHED", "CANCELLED", "CANCELLING"])(
    "is not once it is %s: the next one is started",
    async (state) => {
      const client = await clientOf(sceneOf({ earlier: [flowRun("COMPLETED"), flowRun(state)] }));
      await definition.create(client, inputs, context);
      expect(started().map(({ body }: any) => body.idempotency_key)).toEqual([expect.stringMatching(/-2$/)]);
    },
  );

  test("counts where it is COMPLETED and what was waited for is a change", async () => {
    const client = await clientOf(sceneOf({ earlier: [flowRun("COMPLETED")] }));
    const olds = { ...inputs, flowRunId: "run-0", state: "COMPLETED", url: "" };
    expect(await definition.update(client, "run-0", inputs, olds, context)).toMatchObject({ flowRunId: "run-1" });
  });

  test("counts where it is COMPLETED and new, and not where it is old", async () => {
    const created = new Date().toISOString();
    let client = await clientOf(sceneOf({ earlier: [flowRun("COMPLETED", { created })] }));
    expect(await definition.create(client, inputs, context)).toMatchObject({ id: "run-1" });
    await server.stop();
    client = await clientOf(sceneOf({ earlier: [flowRun("COMPLETED")] }));
    expect(await definition.create(client, inputs, context)).toMatchObject({ id: "run-new" });
  });

  test("is found behind any number of runs that failed", async () => {
    const failed = Array.from({ length: 250 }, () => flowRun("FAILED"));
    const client = await clientOf(sceneOf({ earlier: failed }));
    await definition.create(client, inputs, context);
    expect((started()[0]!.body as any).idempotency_key).toMatch(/-250$/);
  });
});

describe("a run that is not COMPLETED", () => {
  const failure = async (scene: Scene, more: object = {}) =>
    definition.create(await clientOf(sceneOf(scene)), { ...inputs, ...more }, context).then(
      () => "nothing",
      ({ message }: Error) => message,
    );
  const page = () => `see ${server.url}/runs/flow-run/run-new`;
  const look = (type: string, more: Partial<WireFlowRun> = {}) => flowRun(type, { id: "run-new", ...more });

  test("fails with its state, its message, the exceptions of its log and its page", async () => {
    const state = { message: "Flow run encountered an exception: ValueError: a hole" };
    const logs = [
      "Encountered an exception\nTraceback (most recent call last):\n  …\nValueError: a hole",
      "no table",
      `Finished in state Failed('${state.message}')`,
    ];
    expect(await failure({ looks: [look("RUNNING"), look("FAILED", { state })], logs })).toBe(
      `run "bold-owl" is FAILED: ${state.message}; its log: no table; ${page()}`,
    );
  });

  test("and has no log fails with its state and its page", async () => {
    expect(await failure({ looks: [look("CRASHED")] })).toBe(
      `run "bold-owl" is CRASHED; the log of its worker says more; ${page()}`,
    );
    expect(await failure({ looks: [look("FAILED", { state_name: "TimedOut" })] })).toBe(
      `run "bold-owl" is FAILED (TimedOut); ${page()}`,
    );
  });

  test.each([
    [
      { workers: ["OFFLINE"] },
      /no worker of work pool "etl" is ONLINE; start one: `.+ syntask worker start --pool etl --type process`/,
    ],
    [{ pool: { is_paused: true } }, /work pool "etl" is paused/],
    [{ pool: { type: "ecs:push" } }, /after 60 s \(`timeoutSeconds`\); see/],
    [{ workers: ["ONLINE"] }, /after 60 s \(`timeoutSeconds`\); see/],
    [
      { workers: ["ONLINE"], silence: 70 },
      /no worker of work pool "etl" has been heard of for 7\d s; if it has ended: start one: `.+ worker start /,
    ],
  ])("and that nobody takes is cancelled at the end of its time, with the reason: %j", async (scene, reason) => {
    const looks = [...Array.from({ length: 40 }, () => look("SCHEDULED", { state_name: "Late" })), look("CANCELLED")];
    const text = await failure({ ...scene, looks }, { timeoutSeconds: 60 });
    expect(text).toMatch(/^run "bold-owl" is still SCHEDULED \(Late\) after 60 s/);
    expect(text).toMatch(reason);
    expect(cancelled().map(({ body }) => body)).toEqual([
      { state: expect.objectContaining({ type: "CANCELLING", name: "Cancelling" }) },
    ]);
  });

  test("and whose deployment has no pool says so", async () => {
    const looks = [look("SCHEDULED", { work_pool_name: null })];
    expect(await failure({ looks }, { timeoutSeconds: 1 })).toContain("its deployment has no work pool");
  });

  test("says while it waits that no worker is there, once", async () => {
    const looks = [...Array.from({ length: 30 }, () => look("SCHEDULED")), look("COMPLETED")];
    expect(await failure({ looks })).toBe("nothing");
    expect(said).toEqual([expect.stringMatching(/^waits for run "bold-owl": no worker of work pool "etl" is ONLINE/)]);
  });

  test("and does not end when it is told to cancel is named as one to look after", async () => {
    const text = await failure({ looks: [look("RUNNING")] }, { timeoutSeconds: 5 });
    expect(text).toContain("it was told to cancel and is still RUNNING 30 s later, so look after it");
  });

  test("is cancelled when the user cancels the up", async () => {
    const client = await clientOf(sceneOf({ looks: [look("RUNNING")] }));
    const { signal } = { signal: AbortSignal.abort() };
    await expect(definition.create(client, inputs, { ...context, signal })).rejects.toThrow(
      'run "bold-owl" was Running and had not ended when the `up` was cancelled; it is cancelled',
    );
    expect(cancelled()).toHaveLength(1);
  });

  test("because there is no such deployment says so", async () => {
    const client = await clientOf((received, response) => {
      if (received.path.endsWith("/create_flow_run")) json(404, { detail: "Deployment not found" })(received, response);
      else json(200, [])(received, response);
    });
    await expect(definition.create(client, inputs, context)).rejects.toThrow("there is no such deployment");
  });
});

test("a refresh keeps what is known of the last run, and asks nobody", async () => {
  const state = { flowRunId: "run-0", state: "COMPLETED", url: "page" };
  expect(await definition.read(undefined as never, "run-0", { ...inputs, ...state })).toEqual({
    id: "run-0",
    inputs: {},
    state,
  });
});

describe("in a program", () => {
  const declared = async (deployment: object, args: Partial<FlowRunArgs> = {}): Promise<Declared> => {
    const all = await declare(() => {
      const one = new Deployment("nightly", { flow: "etl", entrypoint: "etl.py:main", ...deployment });
      new FlowRun("smoke", { deployment: one, ...args });
    });
    return all.find(({ name }) => name === "smoke")!;
  };
  const storage = (codeDigest: string): FlowStorage => ({
    pullSteps: pulumi.output([]),
    codeDigest: pulumi.output(codeDigest),
  });
  const digestOf = async (deployment: object) => (await declared(deployment)).inputs.deploymentDigest;

  test("it is of the deployment's id, and says whose runs it starts", async () => {
    expect((await declared({}, { parameters: { rows: 1 } })).inputs).toEqual({
      deployment: "nightly-id",
      deploymentDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      owner: "project/stack/smoke",
      parameters: { rows: 1 },
    });
  });

  test("each change of the deployment, and of uploaded code, is another digest", async () => {
    const variants = [
      {},
      { parameters: { rows: 1 } },
      { tags: ["a"] },
      { entrypoint: "etl.py:other" },
      { storage: storage("one") },
      { storage: storage("other") },
    ];
    const digests: string[] = [];
    for (const variant of variants) digests.push(await digestOf(variant));
    expect(new Set(digests).size).toBe(variants.length);
    expect(await digestOf({ parameters: { a: 1, b: 2 } })).toBe(await digestOf({ parameters: { b: 2, a: 1 } }));
  });

  test("an id alone has no digest", async () => {
    const all = await declare(() => new FlowRun("smoke", { deployment: "deployment-1" }));
    expect(all[0]!.inputs).toEqual({ deployment: "deployment-1", owner: "project/stack/smoke" });
  });
});

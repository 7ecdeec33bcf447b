import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pluginPath } from "../support/languages";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";
import { type RunningWorker, startWorker } from "../support/worker";

const pool = unique("smoke");
const unattended = unique("unattended");

let source: string;
let worker: RunningWorker;
let stack: Stack;

const program = (args: string, { deployment = "", workPool = "pool" } = {}) => `
const pool = new syntask.WorkPool("${pool}", { type: "process" });
const unattended = new syntask.WorkPool("${unattended}", { type: "process" });
const storage = new syntask.LocalFlowStorage("flows", { path: ${JSON.stringify(source)} });
const deployment = new syntask.Deployment("${pool}", {
  flow: "${pool}", entrypoint: "flows.py:check", storage, workPool: ${workPool}, ${deployment}
});
const smoke = new syntask.FlowRun("smoke", { deployment, ${args} });
Object.assign(exports, { deployment: deployment.id, run: smoke.flowRunId, state: smoke.state, url: smoke.url });
`;

const flows = `
import time
from prefect import flow, get_run_logger


@flow
def check(rows: int = 1, seconds: int = 0):
    time.sleep(seconds)
    if rows < 0:
        get_run_logger().error("the table has a hole")
        raise ValueError(f"{rows} rows are too few")
`;

interface FlowRun {
  id: string;
  name: string;
  state_type: string;
  created: string;
}

/** The runs of the deployment, the oldest first. */
async function runs(): Promise<FlowRun[]> {
  const found: FlowRun[] = await raw("POST", "/flow_runs/filter", { deployments: { name: { any_: [pool] } } });
  return found.sort((one, other) => one.created.localeCompare(other.created));
}

/** The run that comes after those that are known, as soon as it is in a state. */
async function nextRun(known: readonly FlowRun[], state: string): Promise<FlowRun> {
  for (let look = 0; look < 300; look++) {
    const found = (await runs()).find(({ id }) => known.every((one) => one.id !== id));
    if (found?.state_type === state) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`there is no new run that is ${state}: ${JSON.stringify((await runs()).slice(known.length))}`);
}

beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-flows-"));
  await writeFile(join(source, "flows.py"), flows);
  const { base_job_template } = await processPool();
  await raw("POST", "/work_pools/", { name: pool, type: "process", base_job_template });
  stack = await Stack.create({ config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" } });
  worker = await startWorker(pool);
});
afterAll(async () => {
  await worker.stop();
  await stack.remove();
  await rm(source, { recursive: true, force: true });
});

async function processPool(): Promise<{ base_job_template: object }> {
  const views = await raw("GET", "/collections/views/aggregate-worker-metadata");
  const { process } = Object.values<any>(views).find((view) => view.process);
  return { base_job_template: process.default_base_job_configuration };
}

test("a preview starts nothing; the up waits until the run is COMPLETED, and tells where it is", async () => {
  await stack.write(program("parameters: { rows: 3 }"));
  await stack.preview();
  expect(await runs()).toEqual([]);
  await stack.up();
  const [one, ...others] = await runs();
  expect(others).toEqual([]);
  expect(one).toMatchObject({ state_type: "COMPLETED", parameters: { rows: 3 } });
  const ui = serverUrl().replace(/\/api$/, "");
  expect(await stack.outputs()).toMatchObject({
    run: one!.id,
    state: "COMPLETED",
    url: `${ui}/runs/flow-run/${one!.id}`,
  });
});

test("without a change no run is started, also after a refresh and for another bound", async () => {
  const before = await runs();
  expect(await stack.preview("--expect-no-changes")).toContain("unchanged");
  await stack.refresh();
  await stack.up("--expect-no-changes");
  await stack.write(program("parameters: { rows: 3 }, timeoutSeconds: 300"));
  await stack.up();
  expect(await runs()).toEqual(before);
  expect(await stack.outputs()).toMatchObject({ run: before[0]!.id, state: "COMPLETED" });
});

test("a changed deployment starts one run more, and one that is changed back another one", async () => {
  const before = await runs();
  await stack.write(program("parameters: { rows: 3 }", { deployment: "parameters: { rows: 5 }" }));
  expect(await stack.preview("--diff")).toMatch(/deploymentDigest/);
  await stack.up();
  await stack.write(program("parameters: { rows: 3 }"));
  await stack.up();
  const after = await runs();
  expect(after.map(({ state_type }) => state_type)).toEqual([...before, 1, 2].map(() => "COMPLETED"));
  expect((await stack.outputs()).run).toBe(after.at(-1)!.id);
});

test("a run that fails fails the up with its own error and its page; the next up starts another one", async () => {
  const before = await runs();
  await stack.write(program("parameters: { rows: -2 }"));
  for (const count of [1, 2]) {
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    const last = (await runs()).at(-1)!;
    expect(output).toContain(
      `flow run "smoke": run "${last.name}" is FAILED: Flow run encountered an exception: ValueError: -2 rows are too few; its log: the table has a hole`,
    );
    expect(output).toContain(`/runs/flow-run/${last.id}`);
    expect(await runs()).toHaveLength(before.length + count);
  }
  await stack.write(program("parameters: { rows: 2 }"));
  await stack.up();
  expect((await stack.outputs()).state).toBe("COMPLETED");
});

test("a run that no worker takes fails the up, which says so, and is cancelled", async () => {
  await stack.write(program("timeoutSeconds: 3", { workPool: "unattended" }));
  const { code, output } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  const last = (await runs()).at(-1)!;
  expect(output).toContain(`run "${last.name}" is still SCHEDULED`);
  expect(output).toContain("after 3 s (`timeoutSeconds`); no worker of work pool ");
  expect(output).toContain(`worker start --pool ${unattended} --type process\``);
  expect(output).toContain("it was cancelled and is CANCELLED");
  expect(last.state_type).toBe("CANCELLED");
});

test("a run that takes too long is cancelled, and its process ends", async () => {
  await stack.write(program("parameters: { seconds: 600 }, timeoutSeconds: 15"));
  const { code, output } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  const last = (await runs()).at(-1)!;
  expect(output).toContain(`run "${last.name}" is still RUNNING after 15 s`);
  expect(last.state_type).toBe("CANCELLED");
});

test("an up that was killed while it waited is gone on with: the run is not started twice", async () => {
  const before = await runs();
  await stack.write(program("parameters: { rows: 7, seconds: 5 }"));
  const killed = stack.start("up", "--yes", "--skip-preview");
  const begun = await nextRun(before, "RUNNING");
  await killed.kill();
  await stack.mendState();
  await stack.up();
  expect((await runs()).slice(before.length)).toMatchObject([{ id: begun.id, state_type: "COMPLETED" }]);
  expect((await stack.outputs()).run).toBe(begun.id);
});

test("--replace starts another run", async () => {
  const before = await runs();
  const urn = (await stack.expect("stack", "--show-urns")).match(/urn:\S+FlowRun::smoke/)![0];
  await stack.up("--replace", urn);
  expect(await runs()).toHaveLength(before.length + 1);
});

test("Ctrl-C cancels the run where the provider is told of it", async () => {
  await writeFile(join(stack.folder, "Pulumi.yaml"), `name: example\nruntime: nodejs\n${pluginPath}\n`);
  await stack.expect("config", "set", "syntask:binding", "plugin");
  const before = await runs();
  await stack.write(program("parameters: { rows: 8, seconds: 600 }"));
  const waiting = stack.start("up", "--yes", "--skip-preview");
  const begun = await nextRun(before, "RUNNING");
  expect(await waiting.interrupt()).toContain(`run "${begun.name}" was Running and had not ended`);
  expect(await nextRun(before, "CANCELLED")).toMatchObject({ id: begun.id });
});

test("destroy leaves every run in the history", async () => {
  const before = await runs();
  await stack.run("cancel", "--yes");
  await stack.write(program("parameters: { rows: 1 }"));
  await stack.up();
  const { run, deployment } = await stack.outputs();
  expect(deployment).toBeDefined();
  await stack.destroy();
  expect(await raw("GET", `/flow_runs/${run}`)).toMatchObject({ id: run, state_type: "COMPLETED" });
  expect(before.length).toBeGreaterThan(0);
});

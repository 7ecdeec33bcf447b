import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { raw, serverUrl } from "./raw-api";
import { run } from "./stack";

/** A flow run that has ended. */
export interface FinishedRun {
  state: string;
  message: string | null;
  logs: string[];
}

/** Triggers one run of each deployment, lets a real worker of the pool run what is scheduled, and waits for the end. */
export async function runDeployments(
  pool: string,
  deploymentIds: string[],
  environment: NodeJS.ProcessEnv = {},
  python = process.env.PULUMI_SYNTASK_PYTHON,
  type = "process",
): Promise<FinishedRun[]> {
  const flowRuns = await Promise.all(
    deploymentIds.map((id) => raw("POST", `/deployments/${id}/create_flow_run`, { state: { type: "SCHEDULED" } })),
  );
  const { command, options, home } = await workerCommand(pool, type, python, environment);
  const worker = await run(command, [...options, "--run-once"], { cwd: home.folder, environment: home.environment });
  const finished = await Promise.all(flowRuns.map(({ id }) => finish(id, worker.output)));
  await rm(home.folder, { recursive: true, force: true });
  return finished;
}

/** A flow that asserts what it is given, and sends itself to a pool without a deployment, by the Python that it runs in. */
const submittedFlow = (pool: string) => `
import sys

from prefect import flow
from prefect.flows import bind_flow_to_infrastructure
from prefect.workers.process import ProcessWorker


@flow
def hello(name):
    assert name == "bundle"


if __name__ == "__main__":
    bound = bind_flow_to_infrastructure(hello, "${pool}", ProcessWorker, launcher=[sys.executable])
    print("flow run", bound.submit_to_work_pool("bundle").flow_run_id)
`;

/**
 * Sends a flow without a deployment to a pool, as a person does, and lets a real worker of the pool run its bundle.
 *
 * @param python with the cloud's package of Prefect, in a version that knows bundles
 */
export async function runBundle(
  pool: string,
  python: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<FinishedRun> {
  const { command, options, home } = await workerCommand(pool, "process", python, environment);
  const settings = { cwd: home.folder, environment: home.environment };
  await writeFile(join(home.folder, "hello.py"), submittedFlow(pool));
  const { output } = await run(join(python, "python"), ["hello.py"], settings);
  const id = /^flow run (.+)$/m.exec(output)?.[1];
  if (!id) throw new Error(`the flow was not sent to the pool:\n${output}`);
  const worker = await run(command, [...options, "--run-once"], settings);
  const finished = await finish(id, worker.output);
  await rm(home.folder, { recursive: true, force: true });
  return finished;
}

/** A worker that is there until it is stopped. */
export interface RunningWorker {
  stop(): Promise<void>;
}

/** Starts a worker of a pool, which takes runs for as long as it is not stopped. */
export async function startWorker(pool: string, type = "process"): Promise<RunningWorker> {
  const { command, options, home } = await workerCommand(pool, type, process.env.PULUMI_SYNTASK_PYTHON, {
    PREFECT_WORKER_QUERY_SECONDS: "1",
  });
  const child = spawn(command, options, { cwd: home.folder, env: home.environment, stdio: "ignore", detached: true });
  const ended = new Promise((done) => child.on("close", done));
  return {
    async stop() {
      if (child.exitCode === null) process.kill(-child.pid!, "SIGTERM");
      await ended;
      await rm(home.folder, { recursive: true, force: true });
    },
  };
}

/** How a worker is started in a home of its own. */
async function workerCommand(
  pool: string,
  type: string,
  python: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<{ command: string; options: string[]; home: { folder: string; environment: NodeJS.ProcessEnv } }> {
  if (!python) throw new Error("no worker: run the tests with `npm test`");
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-worker-"));
  return {
    command: join(python, "prefect"),
    options: ["worker", "start", "--pool", pool, "--type", type],
    home: {
      folder,
      environment: {
        ...process.env,
        PATH: `${python}:${process.env.PATH}`,
        PREFECT_HOME: folder,
        PREFECT_API_URL: serverUrl(),
        DO_NOT_TRACK: "1",
        // What a pull step requires is there, or would be installed for all tests to come.
        PIP_NO_INDEX: "1",
        ...environment,
      },
    },
  };
}

async function finish(id: string, workerOutput: string): Promise<FinishedRun> {
  const flowRun = await raw("GET", `/flow_runs/${id}`);
  const logs = await raw("POST", "/logs/filter", { logs: { flow_run_id: { any_: [id] } }, sort: "TIMESTAMP_ASC" });
  return {
    state: flowRun.state_type,
    message: flowRun.state?.message ?? null,
    logs: [...logs.map(({ message }: { message: string }) => message), workerOutput],
  };
}

import { mkdtemp, rm } from "node:fs/promises";
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
  const home = await mkdtemp(join(tmpdir(), "pulumi-syntask-worker-"));
  if (!python) throw new Error("no worker: run the tests with `npm test`");
  const worker = await run(join(python, "prefect"), ["worker", "start", "--pool", pool, "--type", type, "--run-once"], {
    cwd: home,
    environment: {
      ...process.env,
      PATH: `${python}:${process.env.PATH}`,
      PREFECT_HOME: home,
      PREFECT_API_URL: serverUrl(),
      DO_NOT_TRACK: "1",
      // What a pull step requires is there, or would be installed for all tests to come.
      PIP_NO_INDEX: "1",
      ...environment,
    },
  });
  const finished = await Promise.all(flowRuns.map(({ id }) => finish(id, worker.output)));
  await rm(home, { recursive: true, force: true });
  return finished;
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

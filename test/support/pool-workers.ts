import { readdir, readFile } from "node:fs/promises";
import { raw } from "./raw-api";
import { run } from "./stack";
import { until } from "./until";

/** Seconds after which the health check of each platform has ended a worker that hangs. */
const longestHang = 240;

/** A worker that runs on this machine. */
export interface WorkerProcess {
  id: number;
  command: string;
}

/** The workers of a pool whose names begin with that of the pool, on the server and as processes of this machine. */
export class PoolWorkers {
  constructor(private readonly pool: string) {}

  records(): Promise<{ name: string; status: string }[]> {
    return raw("POST", `/work_pools/${this.pool}/workers/filter`, {});
  }

  /** Without what checks their health, and what starts them in a container. */
  async processes(of = this.pool): Promise<WorkerProcess[]> {
    const { output } = await run("ps", ["-eo", "pid=,args="]);
    const all = output.split("\n").map((line) => /^\s*(\d+) (.*)$/.exec(line) ?? []);
    const found = all.map(([, id, command = ""]) => ({ id: Number(id), command }));
    return found.filter(
      ({ command }) =>
        command.includes("worker start") && command.includes(`--name ${of}`) && !command.includes("docker-init"),
    );
  }

  /** Waits for a worker that is not a given one. */
  untilAnother(than: WorkerProcess): Promise<WorkerProcess> {
    return until(async () => (await this.processes()).find(({ id }) => id !== than.id), longestHang);
  }

  /** Waits until a worker has ended. */
  async untilGone(worker: WorkerProcess): Promise<void> {
    await until(async () => ((await this.processes()).some(({ id }) => id === worker.id) ? undefined : true));
  }

  /**
   * What is there while something is done, moment by moment.
   *
   * @param before what the names of the workers begin with that are there already
   */
  async during(before: string, work: () => Promise<unknown>): Promise<string[]> {
    const seen: string[] = [];
    let isOver = false;
    const watch = async () => {
      while (!isOver) {
        const online = (await this.records()).filter(({ status }) => status === "ONLINE").length;
        const running = new Set((await this.processes()).map(({ command }) => command.includes(before)));
        seen.push(
          `${online} online, old ${running.has(true) ? "runs" : "gone"}, new ${running.has(false) ? "runs" : "to come"}`,
        );
      }
    };
    const watching = watch();
    await work();
    isOver = true;
    await watching;
    return seen;
  }
}

/** Starts a run of a deployment and waits for its end, which nothing but a worker brings. */
export async function finishedRun(deploymentId: string, parameters: object = {}): Promise<string> {
  return endOfRun(await createRun(deploymentId, parameters));
}

/** Starts a run of a deployment and waits until its flow runs. */
export async function startedRun(deploymentId: string, parameters: object): Promise<string> {
  const id = await createRun(deploymentId, parameters);
  await until(async () => ((await stateOfRun(id)) === "RUNNING" ? true : undefined));
  return id;
}

/** Waits until a run has ended. */
export const endOfRun = (id: string): Promise<string> =>
  until(async () => {
    const state = await stateOfRun(id);
    return ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"].includes(state) ? state : undefined;
  });

/** Ids of the processes of this machine that a run has, in containers too. */
export async function processesOfRun(id: string): Promise<string[]> {
  const all = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  const isOfRun = async (processId: string): Promise<boolean> =>
    (await readFile(`/proc/${processId}/environ`, "utf8").catch(() => "")).includes(`PREFECT__FLOW_RUN_ID=${id}`);
  const found = await Promise.all(all.map(isOfRun));
  return all.filter((_, index) => found[index]);
}

async function createRun(deploymentId: string, parameters: object): Promise<string> {
  const state = { type: "SCHEDULED" };
  return (await raw("POST", `/deployments/${deploymentId}/create_flow_run`, { state, parameters })).id;
}

export const stateOfRun = async (id: string): Promise<string> => (await raw("GET", `/flow_runs/${id}`)).state_type;

import { mkdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "./problem.mjs";
import { run } from "./processes.mjs";

const mostAttempts = 10;
const longestRunSeconds = 120;
const ends = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"];

/**
 * @typedef {object} FlowRun
 * @property {string} deployment
 * @property {string} name
 * @property {string} state Such as `COMPLETED`.
 * @property {string[]} log
 */

/**
 * Triggers one run of each deployment and waits for their ends.
 *
 * @param {import("./connection.mjs").Connection} connection
 * @param {{ command: string, home: string, environment: NodeJS.ProcessEnv, type?: string } | undefined} worker One to start, if none is there.
 * @param {string} pool Name of the work pool.
 * @param {Record<string, string>} deployments Their ids by name.
 * @returns {Promise<FlowRun[]>}
 */
export async function runDeployments(connection, worker, pool, deployments) {
  const triggered = await Promise.all(
    Object.entries(deployments).map(async ([deployment, id]) => {
      const flowRun = await request(connection, "POST", `/deployments/${id}/create_flow_run`, {});
      return { deployment, id: flowRun.id };
    }),
  );
  const output = worker ? await runWorker(worker, pool) : "";
  return Promise.all(
    triggered.map(async ({ deployment, id }) => {
      const { name, state_type: state } = await ended(connection, id);
      const log = state === "COMPLETED" ? [] : [...(await readLog(connection, id)), ...output.trimEnd().split("\n")];
      return { deployment, name, state, log };
    }),
  );
}

/** Lets a worker run what is scheduled, to its end. */
async function runWorker({ command, home, environment, type = "process" }, pool) {
  await mkdir(home, { recursive: true });
  const { output } = await run(command, ["worker", "start", "--pool", pool, "--type", type, "--run-once"], {
    cwd: home,
    environment,
    mayFail: true,
  });
  return output;
}

/** @returns the flow run, as it is when it has ended or does not end */
async function ended(connection, id) {
  for (const deadline = performance.now() + longestRunSeconds * 1000; ; await sleep(500)) {
    const flowRun = await request(connection, "GET", `/flow_runs/${id}`);
    if (ends.includes(flowRun.state_type) || performance.now() > deadline) return flowRun;
  }
}

async function readLog(connection, flowRunId) {
  const filter = { logs: { flow_run_id: { any_: [flowRunId] } }, sort: "TIMESTAMP_ASC" };
  const lines = await request(connection, "POST", "/logs/filter", filter);
  return lines.map(({ message }) => message);
}

async function request({ url, apiKey }, method, path, body) {
  const authorization = apiKey && { Authorization: `Bearer ${apiKey}` };
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url + path, {
      method,
      headers: { "Content-Type": "application/json", ...authorization },
      body: body && JSON.stringify(body),
    }).catch((error) => {
      throw new Problem(`${method} ${url}${path}: ${error.cause?.message ?? error.message}`);
    });
    if (response.ok) return response.json();
    // SQLite under parallel writes: nothing was written.
    if (response.status !== 503 || attempt === mostAttempts) {
      throw new Problem(`${method} ${url}${path}: ${response.status} ${response.statusText}`);
    }
    await sleep(100 * attempt);
  }
}

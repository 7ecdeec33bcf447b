import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findCommand } from "./commands.mjs";
import { Problem } from "./problem.mjs";
import { run } from "./processes.mjs";
import { findOrMakePython } from "./python.mjs";
import { prefectEnvironment } from "./server.mjs";

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
 * The command and environment of a worker that speaks the server's dialect.
 *
 * @param {import("./connection.mjs").Connection} connection
 * @param {string} home A folder of the worker's own.
 */
export async function findWorker(connection, home) {
  const common = { PYTHONDONTWRITEBYTECODE: "1" };
  if (connection.dialect === "prefect") {
    const python = await findOrMakePython();
    const key = connection.apiKey && { PREFECT_API_KEY: connection.apiKey };
    const environment = { ...prefectEnvironment(home, python), ...common, PREFECT_API_URL: connection.url, ...key };
    return { command: join(python, "prefect"), home, environment };
  }
  const command = await findCommand("syntask");
  if (!command) {
    throw new Problem(
      `Flow runs of the Syntask server ${connection.url} need Syntask's worker, and there is no \`syntask\` on the PATH. ` +
        "Activate the Python environment that has it, or set SYNTASK_DIALECT=prefect if this is a Prefect 3.0 server.",
    );
  }
  return { command, home, environment: { ...process.env, ...common } };
}

/**
 * Triggers one run of each deployment and waits for their ends.
 *
 * @param {import("./connection.mjs").Connection} connection
 * @param {Awaited<ReturnType<typeof findWorker>> & { type?: string } | undefined} worker One to start, if none is there.
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

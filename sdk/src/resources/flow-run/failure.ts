import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../../api/client.js";
import { hasOwnWorker, lookAtPool, startCommand, workerless } from "../worker-advice.js";
import { isWaiting, type WireFlowRun } from "./wire.js";

/** Level of Python's logging from which a line tells of an error. */
const errorLevel = 40;
const mostErrors = 3;
/** Of the last lines some repeat what the state says. */
const lastErrors = 10;
const longestText = 300;
/** A process sends its last lines after the state of its run. */
const looksForLogs = 4;
const pauseBetweenLooks = 1_000;

/** Seconds after which a worker, which tells of itself every 30, is late. */
const mostSilence = 40;

/** The page of a run in the UI. */
export const flowRunUrl = ({ connection }: Client, id: string): string => `${connection.uiUrl}/runs/flow-run/${id}`;

/** The own error of a run that has ended otherwise than COMPLETED. */
export async function failureText(client: Client, flowRun: WireFlowRun): Promise<string> {
  const { name, id } = flowRun;
  const message = lastLine(flowRun.state?.message ?? "");
  const repeats = (line: string) => message.includes(line) || (message !== "" && line.includes(message));
  const errors = (await errorsOf(client, id)).filter((line) => !repeats(line)).slice(-mostErrors);
  const parts = [
    `run "${name}" is ${stateText(flowRun)}${message && `: ${message}`}`,
    ...(errors.length > 0 ? [`its log: ${errors.join(" | ")}`] : []),
    ...(flowRun.state_type === "CRASHED" ? ["the log of its worker says more"] : []),
    `see ${flowRunUrl(client, id)}`,
  ];
  return parts.join("; ");
}

/** Why a run has not ended in time, as far as the server tells. */
export async function timeoutText(client: Client, flowRun: WireFlowRun, seconds: number): Promise<string> {
  const { id, name, state_type } = flowRun;
  const missing = isWaiting(state_type) ? await missingWorkerText(client, flowRun) : undefined;
  const parts = [
    `run "${name}" is still ${stateText(flowRun)} after ${seconds} s (\`timeoutSeconds\`)`,
    ...(missing ? [missing] : []),
    `see ${flowRunUrl(client, id)}`,
  ];
  return parts.join("; ");
}

/** Why nobody takes a run, where the server knows it. */
export async function missingWorkerText(client: Client, flowRun: WireFlowRun): Promise<string | undefined> {
  const { work_pool_name: pool } = flowRun;
  if (!pool) return "its deployment has no work pool, so that no worker takes it; give it a `workPool`";
  const { type, isPaused, hasWorker, silentSeconds } = await lookAtPool(client, pool);
  if (isPaused) return `work pool "${pool}" is paused`;
  if (workerless.test(type)) return undefined;
  const start = hasOwnWorker(pool)
    ? "`pulumi up --refresh` starts it"
    : `start one: \`${startCommand(client, pool, type)}\``;
  if (!hasWorker) return `no worker of work pool "${pool}" is ONLINE; ${start}`;
  if (silentSeconds < mostSilence) return undefined;
  return `no worker of work pool "${pool}" has been heard of for ${silentSeconds} s; if it has ended: ${start}`;
}

/** The type of a state, with its name where that says more. */
const stateText = ({ state_type, state_name }: WireFlowRun): string =>
  state_name.toUpperCase() === state_type ? state_type : `${state_type} (${state_name})`;

/** The last lines of its log that tell of errors, the oldest first. */
async function errorsOf(client: Client, id: string): Promise<string[]> {
  for (let look = 1; ; look++) {
    const logs = await client.post<{ message: string }[]>(
      "/logs/filter",
      {
        logs: { flow_run_id: { any_: [id] }, level: { ge_: errorLevel } },
        sort: "TIMESTAMP_DESC",
        limit: lastErrors,
      },
      { repeatable: true },
    );
    if (logs.length > 0) return [...new Set(logs.reverse().map(({ message }) => lastLine(message)))];
    if (look === looksForLogs) return [];
    await sleep(pauseBetweenLooks);
  }
}

/** Of a traceback the exception. */
function lastLine(text: string): string {
  const line = text.trim().split("\n").at(-1)!.trim().replace(/\.$/, "");
  return line.length > longestText ? `${line.slice(0, longestText)}…` : line;
}

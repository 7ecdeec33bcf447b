import { setTimeout as sleep } from "node:timers/promises";
import { type Client, path } from "../../api/client.js";
import type { OperationContext } from "../../engine/definition.js";
import { failureText, missingWorkerText, timeoutText } from "./failure.js";
import { isFinal, isWaiting, type WireFlowRun } from "./wire.js";

/** Milliseconds between two looks at a run: the first and the longest. */
const firstPause = 250;
const longestPause = 3_000;
/** Milliseconds in which a worker that is there takes a run. */
const usualPickUp = 20_000;
/** Milliseconds that a cancelled run has to end. */
const endOfCancelled = 30_000;

type Context = Pick<OperationContext, "say" | "signal">;

/**
 * Waits for the end of a run.
 *
 * @throws the run's own error unless it is COMPLETED within the bound. What has not ended then, or when the user cancels
 *   the `up`, is cancelled
 */
export async function untilCompleted(
  client: Client,
  begun: WireFlowRun,
  timeoutSeconds: number,
  { say, signal }: Context,
): Promise<void> {
  const started = performance.now();
  const wait = { until: started + timeoutSeconds * 1_000, tellsOfWorkerAt: started + usualPickUp, say, signal };
  const { flowRun, isCut } = await look(client, begun, wait);
  if (isFinal(flowRun.state_type)) {
    if (flowRun.state_type !== "COMPLETED") throw new Error(await failureText(client, flowRun));
    return;
  }
  const reason = isCut
    ? `${runText(flowRun)} had not ended when the \`up\` was cancelled`
    : await timeoutText(client, flowRun, timeoutSeconds);
  throw new Error(`${reason}; ${await cancel(client, flowRun, isCut)}`);
}

interface Wait extends Context {
  until: number;
  tellsOfWorkerAt: number;
}

/** @returns the run at its end, or as it was when the time was over or the user cancelled the `up` */
async function look(client: Client, begun: WireFlowRun, wait: Wait): Promise<{ flowRun: WireFlowRun; isCut: boolean }> {
  let flowRun = begun;
  let told = false;
  for (let pause = firstPause; ; pause = Math.min(longestPause, pause * 1.5)) {
    flowRun = await current(client, flowRun);
    const now = performance.now();
    const isCut = wait.signal?.aborted === true;
    if (isFinal(flowRun.state_type) || isCut || now >= wait.until) return { flowRun, isCut };
    if (!told && now >= wait.tellsOfWorkerAt && isWaiting(flowRun.state_type)) {
      told = true;
      const missing = await missingWorkerText(client, flowRun);
      if (missing) wait.say(`waits for run "${flowRun.name}": ${missing}`);
    }
    await sleep(Math.min(pause, wait.until - now), undefined, { signal: wait.signal }).catch(() => {});
  }
}

async function current(client: Client, { id, name }: WireFlowRun): Promise<WireFlowRun> {
  const flowRun = await client.find<WireFlowRun>(path`/flow_runs/${id}`);
  if (!flowRun) throw new Error(`run "${name}" was deleted on the server before it had ended`);
  return flowRun;
}

/** @returns what became of it, in a sentence */
async function cancel(client: Client, flowRun: WireFlowRun, isHasty: boolean): Promise<string> {
  const state = { type: "CANCELLING", name: "Cancelling", message: "Cancelled by `pulumi up`, which waited for it" };
  await client.post(path`/flow_runs/${flowRun.id}/set_state`, { state }, { repeatable: true });
  if (isHasty) return "it is cancelled";
  const { flowRun: last } = await look(client, flowRun, {
    until: performance.now() + endOfCancelled,
    tellsOfWorkerAt: Number.POSITIVE_INFINITY,
    say: () => {},
  });
  return isFinal(last.state_type)
    ? `it was cancelled and is ${last.state_type}`
    : `it was told to cancel and is still ${last.state_type} ${endOfCancelled / 1_000} s later, so look after it`;
}

const runText = ({ name, state_name }: WireFlowRun): string => `run "${name}" was ${state_name} and`;

import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../api/client.js";
import { defineEffect } from "../engine/effect.js";
import { type InputsOf, integer, nameOf, text } from "../engine/field.js";
import { type ArgsOf, type InnerClass, innerResource } from "../provider/define-resource.js";
import type { WorkPool } from "../resources/work-pool.js";
import { noteWorkerOf } from "../resources/worker-advice.js";
import { faultOfWorkerName } from "./worker-command.js";
import { workersOf } from "./worker-records.js";

const fields = {
  /** The work pool that the workers poll. */
  workPool: nameOf<WorkPool<any>>()({ required: true }),
  /** Name of the worker, or what the names of several begin with: `etl` stands for `etl`, `etl-0` and `etl-1`. */
  workerName: text({
    required: true,
    check(property, name, failures) {
      const fault = faultOfWorkerName(name);
      if (fault) failures.add(property, fault);
    },
  }),
  /** Workers that have to be online. @default 1 */
  replicas: integer({ default: 1, min: 0 }),
  /** Seconds until the `up` fails, at least 1. @default 300 */
  timeoutSeconds: integer({ default: 300, min: 1 }),
  /** Where the workers' log is read, for the message of an `up` that fails: a command or a page. @default none */
  log: text({ default: null }),
};

/** The args of {@link WorkerOnline}. */
export type WorkerOnlineArgs = Omit<ArgsOf<typeof fields>, "adopt">;
type Inputs = InputsOf<typeof fields>;

const Base: InnerClass<typeof fields> = innerResource(
  defineEffect(fields, {
    kind: "WorkerOnline",
    noun: "worker",
    label: ({ workerName }) => workerName ?? "",
    check({ workPool }) {
      if (workPool) noteWorkerOf(workPool);
    },
    idOf: (_, { workPool, workerName }) => `${workPool}/${workerName}`,
    apply: waitUntilOnline,
  }),
);

/**
 * Waits until workers are online: until the server has heard of as many as are asked for. It waits when it is made and when
 * its args change, and neither starts nor stops a worker. The components that run workers have one each.
 *
 * @example
 * ```ts
 * new syntask.WorkerOnline("etl", { workPool: pool, workerName: "etl-on-premises" });
 * ```
 */
export class WorkerOnline extends Base {}

const firstPause = 500;
const longestPause = 3_000;

async function waitUntilOnline(client: Client, inputs: Inputs): Promise<void> {
  const { workPool, workerName, replicas = 1, timeoutSeconds = 300, log } = inputs;
  const deadline = performance.now() + timeoutSeconds * 1_000;
  for (let pause = firstPause; ; pause = Math.min(pause * 1.5, longestPause)) {
    const records = await workersOf(client, workPool, workerName);
    const online = records.filter(({ status }) => status === "ONLINE").length;
    if (online >= replicas) return;
    const left = deadline - performance.now();
    if (left <= 0) throw new Error(missing({ workPool, online, replicas, timeoutSeconds, log }));
    await sleep(Math.min(pause, left));
  }
}

function missing({
  workPool,
  online,
  replicas,
  timeoutSeconds,
  log,
}: Pick<Required<Inputs>, "workPool" | "replicas" | "timeoutSeconds"> & {
  online: number;
  log?: string | null;
}): string {
  const many = online === 0 ? "is not online" : `has ${online} of ${replicas} online`;
  const place = log ? `; its log says why: ${log}` : "; look into its log";
  return `${many} in work pool "${workPool}" after ${timeoutSeconds} s${place}`;
}

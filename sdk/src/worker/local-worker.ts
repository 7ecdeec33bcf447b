import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { hostname } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type * as pulumi from "@pulumi/pulumi";
import { type Client, path } from "../api/client.js";
import { slugOf } from "../checks/names.js";
import type { CheckFailures } from "../engine/check-failures.js";
import { defineFields } from "../engine/define-fields.js";
import { type InputsOf, integer, nameOf, text, textMap, textSet } from "../engine/field.js";
import { type ArgsOf, inputsFor } from "../provider/define-resource.js";
import { SyntaskResource } from "../provider/resource.js";
import type { WorkPool } from "../resources/work-pool.js";
import { noteWorkerOf } from "../resources/worker-advice.js";
import { endOf, isRunning, logFolder, startProcess, stopProcess } from "./local-process.js";
import { newWorkerName, workerCommand } from "./worker-command.js";
import { deleteWorkers, workersOf } from "./worker-records.js";

const usualStopSeconds = 30;

const fields = {
  /** The work pool whose flow runs the worker runs or submits. */
  workPool: nameOf<WorkPool<any>>()({ required: true, replaceOnChanges: true }),
  /**
   * Folder of the Python environment that has the worker, such as `/opt/venv`.
   * @default the command is looked for on the `PATH`
   */
  python: text({ default: null, replaceOnChanges: true }),
  /** Queues of the pool that the worker polls. @default all */
  workQueues: textSet({ default: null, replaceOnChanges: true }),
  /** Maximum concurrent flow runs, at least 1. @default unlimited */
  limit: integer({ default: null, min: 1, replaceOnChanges: true }),
  /**
   * Environment variables of the worker, and of the flow runs that it starts. Of those of `pulumi` it gets `PATH`, `HOME` and
   * the like, and none that may hold a secret.
   * @default {}
   */
  environment: textMap({ default: {}, replaceOnChanges: true }),
  /** Environment variables that are secret. @default {} */
  secrets: textMap({ default: {}, secret: true, replaceOnChanges: true }),
  /** Seconds that the worker and its flow runs have to end when it is stopped, at least 1. @default 30 */
  stopTimeoutSeconds: integer({ default: usualStopSeconds, min: 1 }),
};

/** The args of {@link LocalWorker}. */
export type LocalWorkerArgs = Omit<ArgsOf<typeof fields>, "adopt">;
type Inputs = InputsOf<typeof fields>;

interface LocalWorkerState {
  workerName: string;
  log: string;
  processId: number;
  machine: string;
}

const startSeconds = 120;

/**
 * A worker on the machine that runs Pulumi, for development and for trying things out: a process that goes on when the `up` has ended,
 * and that the next change, or `destroy`, stops. The `up` waits until it is online. Nothing starts it again when it ends or when the
 * machine starts, other than `pulumi up --refresh`; `systemdUnit` and the workers in containers are for that. For Linux and macOS.
 *
 * @example
 * ```ts
 * const pool = new syntask.WorkPool("etl", { type: "process" });
 * new syntask.LocalWorker("etl", { workPool: pool, python: "/opt/venv" });
 * ```
 */
export class LocalWorker extends SyntaskResource {
  /** The work pool whose flow runs the worker runs or submits. */
  declare readonly workPool: pulumi.Output<string>;
  /** Folder of the Python environment that has the worker. */
  declare readonly python: pulumi.Output<string | undefined>;
  /** Queues of the pool that the worker polls. */
  declare readonly workQueues: pulumi.Output<string[] | undefined>;
  /** Maximum concurrent flow runs. */
  declare readonly limit: pulumi.Output<number | undefined>;
  /** Environment variables of the worker, and of the flow runs that it starts. */
  declare readonly environment: pulumi.Output<Record<string, string> | undefined>;
  /** Environment variables that are secret. */
  declare readonly secrets: pulumi.Output<Record<string, string> | undefined>;
  /** Seconds that the worker and its flow runs have to end when it is stopped. */
  declare readonly stopTimeoutSeconds: pulumi.Output<number | undefined>;
  /** Name of the worker in the pool; another one each time that it is started. */
  declare readonly workerName: pulumi.Output<string>;
  /** File with what the worker prints, which stays when it has ended. */
  declare readonly log: pulumi.Output<string>;
  /** Id of the process. */
  declare readonly processId: pulumi.Output<number>;
  /** Name of the machine that it runs on. */
  declare readonly machine: pulumi.Output<string>;

  constructor(name: string, args: LocalWorkerArgs, opts?: pulumi.CustomResourceOptions) {
    super(LocalWorker.definition, name, inputsFor(LocalWorker.definition, name, args), opts);
  }

  /** @internal */
  static override readonly definition = defineFields<typeof fields, LocalWorkerState>(fields, {
    kind: "LocalWorker",
    noun: "worker",
    label: ({ workPool }) => workPool ?? "",
    outputs: ["workerName", "log", "processId", "machine"],
    isEffect: true,
    createBeforeDelete: true,

    async check({ workPool, python }, failures, { client, olds, isUnknown }) {
      if (workPool) noteWorkerOf(workPool);
      if (!client || isUnknown("python") || (olds && olds.python === python)) return;
      await checkCommand(client.dialect.name, python, failures);
    },

    async find() {
      return undefined;
    },

    async create(client, inputs) {
      const state = await startWorker(client, inputs);
      return { id: state.workerName, state };
    },

    async read(client, id, { workPool, ...olds }) {
      const { workerName, log, processId, machine } = olds;
      const isThere =
        machine === hostname()
          ? await isRunning({ processId, mark: workerName })
          : await isOnline(client, workPool, workerName);
      return isThere ? { id, inputs: {}, state: { workerName, log, processId, machine } } : undefined;
    },

    async update(_, __, ___, { workerName, log, processId, machine }) {
      return { workerName, log, processId, machine };
    },

    async delete(client, _, { workPool, workerName, processId, machine, stopTimeoutSeconds = usualStopSeconds }) {
      if (machine === hostname()) await stopProcess({ processId, mark: workerName }, stopTimeoutSeconds);
      else if (await isOnline(client, workPool, workerName)) {
        throw new Error(
          `runs on the machine "${machine}", and this is "${hostname()}"; run Pulumi there, or end its process ${processId} there first`,
        );
      }
      await deleteWorkers(client, workPool, workerName);
    },
  });
}

async function checkCommand(dialect: string, python: string | null | undefined, failures: CheckFailures) {
  if (process.platform === "win32") {
    failures.add("", "cannot be started on Windows; write a `DockerWorker`, or start one by hand");
    return;
  }
  if (await findCommand(dialect, python)) return;
  const found = python
    ? `is ${python}, whose \`bin\` has no \`${dialect}\``
    : `is missing, and there is no \`${dialect}\` on the PATH`;
  failures.add("python", `${found}; write the folder of the Python environment that has the worker, like "/opt/venv"`);
}

/** Where the worker's command is. */
async function findCommand(name: string, python: string | null | undefined): Promise<string | undefined> {
  const folders = python ? [join(python, "bin")] : (process.env.PATH ?? "").split(delimiter);
  for (const file of folders.map((folder) => join(folder, name))) {
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}

async function startWorker(client: Client, inputs: Inputs): Promise<LocalWorkerState> {
  const { workPool, python, workQueues, limit, stopTimeoutSeconds = usualStopSeconds } = inputs;
  const { dialect } = client;
  await client.get(path`/work_pools/${workPool}`);
  const workerName = newWorkerName(slugOf(workPool));
  const command = await findCommand(dialect.name, python);
  if (!command) throw new Error(`\`python\` has no \`${dialect.name}\` any more`);
  const folder = logFolder();
  const log = join(folder, `${workerName}.log`);
  const words = workerCommand(dialect.name, {
    workPool,
    workerName,
    workQueues: workQueues ?? undefined,
    limit: limit ?? undefined,
  });
  const started = await startProcess({
    command: [command, ...words.slice(1)],
    environment: environmentOf(client, inputs),
    mark: workerName,
    log,
    folder,
  });
  try {
    await untilOnline(client, workPool, workerName, () => isRunning(started));
  } catch (error) {
    await stopProcess(started, stopTimeoutSeconds);
    await deleteWorkers(client, workPool, workerName);
    throw new Error(`${(error as Error).message}; its log is ${log} and ends with: ${await endOf(log)}`);
  }
  return { workerName, log, processId: started.processId, machine: hostname() };
}

function environmentOf({ connection, dialect }: Client, { environment = {}, secrets = {} }: Inputs) {
  const { apiUrl, apiKey, authString } = connection;
  const prefix = dialect.environmentPrefix;
  return {
    [`${prefix}_API_URL`]: apiUrl,
    ...(apiKey !== undefined && { [`${prefix}_API_KEY`]: apiKey }),
    ...(authString !== undefined && { [`${prefix}_API_AUTH_STRING`]: authString }),
    // Whichever port is free: several workers are on one machine.
    [`${prefix}_WORKER_WEBSERVER_HOST`]: "127.0.0.1",
    [`${prefix}_WORKER_WEBSERVER_PORT`]: "0",
    ...environment,
    ...secrets,
  };
}

const pollMilliseconds = 500;

async function untilOnline(client: Client, workPool: string, workerName: string, isRunning: () => Promise<boolean>) {
  const deadline = performance.now() + startSeconds * 1000;
  while (!(await isOnline(client, workPool, workerName))) {
    if (!(await isRunning())) throw new Error(`ended at once and was never online in work pool "${workPool}"`);
    if (performance.now() > deadline)
      throw new Error(`is not online in work pool "${workPool}" after ${startSeconds} s`);
    await sleep(pollMilliseconds);
  }
}

const isOnline = async (client: Client, workPool: string, workerName: string): Promise<boolean> =>
  (await workersOf(client, workPool, workerName)).some(({ status }) => status === "ONLINE");

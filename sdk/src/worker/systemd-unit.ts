import * as pulumi from "@pulumi/pulumi";
import { programConnection } from "../provider/program.js";
import { refuseFor } from "../provider/refusal.js";
import type { WorkPool } from "../resources/work-pool.js";
import { faultOfWorkerName, workerCommand } from "./worker-command.js";
import { faultOfUrl } from "./worker-url.js";

/** The args of {@link systemdUnit}. */
export interface SystemdUnitArgs {
  /** The work pool whose flow runs the worker runs or submits: its name or the pool. */
  workPool: pulumi.Input<string> | WorkPool<any>;
  /** Name of the worker, as `WorkerOnline` takes it. @default the pool's name */
  workerName?: pulumi.Input<string>;
  /** Folder of the Python environment that has the worker, such as `/opt/syntask`. */
  python: string;
  /** The user that it runs as, who needs to be there. @default "syntask", or "prefect" in that dialect */
  user?: string;
  /**
   * File with what is secret, one `NAME=value` a line, among them `SYNTASK_API_KEY`: owned by root and with mode 0600. It
   * may be missing.
   * @default "/etc/syntask/worker.env", or "/etc/prefect/worker.env" in that dialect
   */
  environmentFile?: string;
  /** Environment variables of the worker, and of the flow runs that it starts. @default {} */
  environment?: Record<string, pulumi.Input<string>>;
  /** Queues of the pool that the worker polls. @default all */
  workQueues?: pulumi.Input<pulumi.Input<string>[]>;
  /** Maximum concurrent flow runs, at least 1. @default unlimited */
  limit?: pulumi.Input<number>;
  /** URL of the server's API as the worker reaches it. @default that of the connection */
  apiUrl?: pulumi.Input<string>;
  /** Seconds that the worker, and the flow runs of a `process` pool, have to end when it is stopped. @default 300 */
  stopTimeoutSeconds?: number;
  /** Connection of the pool. @default that of the stack's config */
  connection?: string;
}

const usualStopSeconds = 300;

/**
 * The text of a systemd unit that keeps a worker running on a Linux machine: for `/etc/systemd/system/<name>.service`. It has
 * no secret in it.
 *
 * @example
 * ```ts
 * export const unit = syntask.systemdUnit({ workPool: pool, python: "/opt/syntask" });
 * ```
 * @throws RunError when the worker could not reach the server
 */
export function systemdUnit(args: SystemdUnitArgs): pulumi.Output<string> {
  const { apiUrl, dialect } = programConnection(args.connection);
  const refuse = refuseFor("systemdUnit", args.python);
  const workPool = pulumi.Resource.isInstance(args.workPool) ? args.workPool.name : args.workPool;
  const { python, user = dialect.name, environmentFile = `/etc/${dialect.name}/worker.env` } = args;
  const stopSeconds = args.stopTimeoutSeconds ?? usualStopSeconds;
  if (!python.startsWith("/")) refuse("`python` is no absolute path; write one, like /opt/syntask");
  return pulumi
    .all([workPool, args.workerName, args.workQueues, args.limit, args.apiUrl ?? apiUrl, args.environment ?? {}])
    .apply(([pool, workerName = pool, workQueues, limit, url, environment]) => {
      const fault = faultOfUrl(url, { sharesLoopback: true, loopbackAdvice: "" });
      if (fault) refuse(`\`apiUrl\` ${fault}`);
      const faultOfName = faultOfWorkerName(workerName);
      if (faultOfName) refuse(`\`workerName\` ${faultOfName}`);
      const [command, ...words] = workerCommand(dialect.name, { workPool: pool, workerName, workQueues, limit });
      const variables = { [`${dialect.environmentPrefix}_API_URL`]: url, ...environment };
      return [
        "[Unit]",
        `Description=${dialect.title} worker of work pool ${pool}`,
        "Wants=network-online.target",
        "After=network-online.target",
        "StartLimitIntervalSec=0",
        "",
        "[Service]",
        `User=${user}`,
        ...Object.entries(variables).map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`),
        `EnvironmentFile=-${environmentFile}`,
        `ExecStart=${[`${python.replace(/\/$/, "")}/bin/${command}`, ...words].map(quotedWord).join(" ")}`,
        "Restart=always",
        "RestartSec=5",
        "KillMode=mixed",
        `TimeoutStopSec=${stopSeconds}`,
        "NoNewPrivileges=true",
        "",
        "[Install]",
        "WantedBy=multi-user.target",
        "",
      ].join("\n");
    });
}

/** A word as systemd reads it: a `%` begins one of its own names. */
const quoted = (word: string): string =>
  `"${word.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%").replaceAll("\n", "\\n")}"`;

/** In a command a `$` begins the name of a variable. */
const quotedWord = (word: string): string => (/^[\w./:-]+$/.test(word) ? word : quoted(word.replaceAll("$", "$$$$")));

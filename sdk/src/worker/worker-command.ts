import { randomBytes } from "node:crypto";
import type { DialectName } from "../api/dialect.js";

/** What a worker is told when it starts. */
export interface WorkerCommand {
  workPool: string;
  workerName: string;
  workQueues?: readonly string[];
  limit?: number;
}

/** A name that no other worker has had: what a person knows the worker by, and eight digits drawn at random. */
export const newWorkerName = (name: string): string => `${name}-${randomBytes(4).toString("hex")}`;

/** What is wrong with the name of a worker, as the rest of a line. Source: `docs/server-rules.md`, "Workers". */
export const faultOfWorkerName = (name: string): string | undefined =>
  /[/%]/.test(name) ? `is "${name}"; workers take no name with / or %` : undefined;

/** The command of a worker, word by word: a machine that has several commands in one text splits names with blanks. */
export const workerCommand = (
  dialect: DialectName,
  { workPool, workerName, workQueues = [], limit }: WorkerCommand,
): string[] => [
  dialect,
  ...["worker", "start", "--pool", workPool, "--name", workerName],
  ...["--install-policy", "never", "--with-healthcheck"],
  ...workQueues.flatMap((queue) => ["--work-queue", queue]),
  ...(limit === undefined ? [] : ["--limit", String(limit)]),
];

import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "./problem.mjs";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
const shownLines = 40;

/** Longer than what one of our own processes grants to its children. */
const interruptionSeconds = 15;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

let listening = false;

/** Ends this process. @type {Promise<never> | undefined} */
let interruption;

/**
 * Starts a command in a process group of its own. It is stopped when this process ends, for whatever reason.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} options
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { ...options, detached: true });
  running.add(child);
  child.once("error", () => running.delete(child));
  child.once("exit", () => {
    signalGroup(child, "SIGKILL");
    running.delete(child);
  });
  listen();
  return child;
}

/**
 * Starts a command that goes on when this process has ended.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} options
 */
export function startKept(command, args, options) {
  const child = spawn(command, args, { ...options, detached: true });
  child.unref();
  return child;
}

/**
 * Asks a process to end, and after a while ends it and everything it started.
 *
 * @param {import("node:child_process").ChildProcess} child
 * @param {number} patienceSeconds
 */
export async function stop(child, patienceSeconds = 10) {
  await interruption;
  await end(child, patienceSeconds);
}

async function end(child, patienceSeconds) {
  if (!running.has(child)) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const patience = new AbortController();
  const impatient = sleep(patienceSeconds * 1000, undefined, { signal: patience.signal })
    .then(() => signalGroup(child, "SIGKILL"))
    .catch(() => {});
  await ended;
  patience.abort();
  await impatient;
}

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} options
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.environment] Default: that of this process.
 * @param {boolean} [options.show] Lets it print straight to the terminal instead of keeping its output.
 * @param {boolean} [options.mayFail] Returns a failure instead of throwing it.
 * @param {number} [options.timeoutSeconds] Ends it after this time, as a failure.
 * @returns {Promise<{ code: number, output: string, stdout: string, wasKilled: boolean }>}
 */
export async function run(command, args, options = {}) {
  const { cwd, environment = process.env, show = false, mayFail = false, timeoutSeconds } = options;
  const stdio = ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"];
  const child = start(command, args, {
    cwd,
    env: environment,
    stdio,
    timeout: timeoutSeconds && Math.ceil(timeoutSeconds * 1000),
    killSignal: "SIGKILL",
  });
  let output = "";
  let stdout = "";
  child.stdout?.on("data", (data) => {
    output += data;
    stdout += data;
  });
  child.stderr?.on("data", (data) => {
    output += data;
  });
  const [exitCode] = await once(child, "close").catch((error) => {
    throw new Problem(`${command} cannot be run: ${error.message}`);
  });
  await interruption;
  const code = exitCode ?? 1;
  if (code !== 0 && !mayFail) {
    const line = `\`${[command, ...args].join(" ")}\` ended with exit code ${code}`;
    throw new Problem(show ? line : `${output.trimEnd().split("\n").slice(-shownLines).join("\n")}\n\n${line}`);
  }
  return { code, output, stdout, wasKilled: exitCode === null };
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group has ended.
  }
}

function listen() {
  if (listening) return;
  listening = true;
  process.on("exit", () => {
    for (const child of running) signalGroup(child, "SIGTERM");
  });
  for (const signal of signals) {
    process.on(signal, () => {
      interruption ??= interrupt(signal);
    });
  }
}

async function interrupt(signal) {
  await Promise.all([...running].map((child) => end(child, interruptionSeconds)));
  process.exit(128 + constants.signals[signal]);
}

import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../../scripts/lib/processes.mjs";

/** Milliseconds between two looks at the memory. */
const interval = 200;
const pageSize = 4096;

/**
 * Seconds of processor time of a command and of all that it started.
 *
 * @param {string[]} command
 * @param {{ cwd: string, environment: NodeJS.ProcessEnv }} options
 */
export const processorTime = async (command, options) => (await measured(command, options)).cpu;

/**
 * Runs a command, which has to succeed.
 *
 * @param {string[]} command
 * @param {{ cwd: string, environment: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ wall: number, cpu: number, memory: number, processes: Record<string, number> }>} Seconds, seconds of
 *   all processes together, and MB: the most that they occupied at one time, and the most of each by its name.
 */
export async function measured(command, { cwd, environment }) {
  const begin = performance.now();
  const isOver = new AbortController();
  const before = new Set(await descendants(process.pid));
  const ended = run("bash", ["-c", 'time "$@"', "bash", ...command], {
    cwd,
    environment: { ...environment, TIMEFORMAT: "%U %S" },
  }).finally(() => isOver.abort());
  const occupied = watchMemory(before, isOver.signal);
  const { output } = await ended;
  const wall = (performance.now() - begin) / 1000;
  const [, user, system] = [...output.matchAll(/^(\d+\.\d+) (\d+\.\d+)$/gm)].at(-1).map(Number);
  return { wall, cpu: user + system, ...(await occupied) };
}

/** The memory of what this process has started since, until the signal comes. */
async function watchMemory(before, signal) {
  const processes = {};
  let memory = 0;
  while (!signal.aborted) {
    const now = {};
    for (const id of (await descendants(process.pid)).filter((one) => !before.has(one))) {
      const megabytes = await residentMemory(id);
      const name = await nameOf(id);
      now[name] = (now[name] ?? 0) + megabytes;
    }
    for (const [name, megabytes] of Object.entries(now)) processes[name] = Math.max(processes[name] ?? 0, megabytes);
    memory = Math.max(
      memory,
      Object.values(now).reduce((sum, one) => sum + one, 0),
    );
    await sleep(interval, undefined, { signal }).catch(() => {});
  }
  return { memory, processes };
}

/** All processes that one has started, and those that these have. */
async function descendants(root) {
  const children = new Map();
  for (const id of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const stat = await textOf(id, "stat");
    const parent = Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2]);
    children.set(parent, [...(children.get(parent) ?? []), Number(id)]);
  }
  const found = [];
  const queue = [root];
  while (queue.length > 0) {
    const of = children.get(queue.shift()) ?? [];
    found.push(...of);
    queue.push(...of);
  }
  return found;
}

const residentMemory = async (id) => (Number((await textOf(id, "statm")).split(" ")[1] ?? 0) * pageSize) / 2 ** 20;

/** What a process is to a user: Node.js runs programs and providers alike. */
async function nameOf(id) {
  const command = (await textOf(id, "cmdline")).split("\0");
  if (command.some((part) => /dynamic-provider|pulumi-resource-|terraform-provider-/.test(part))) return "provider";
  if (command.some((part) => part.includes("@pulumi/pulumi/cmd/run"))) return "program";
  return basename(command[0] || "other");
}

/** A process may end between two looks. */
const textOf = (id, file) => readFile(`/proc/${id}/${file}`, "utf8").catch(() => "");

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";

const repetitions = 9;
const ticksPerSecond = 100;

/** Milliseconds of processor time that the system tells apart. */
export const smallestTime = 1000 / ticksPerSecond;

/**
 * What it takes a provider to be there: from its start to the port that it prints, as medians.
 *
 * @param {string[]} command
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<{ wall: number, cpu: number, memory: number }>} Milliseconds, milliseconds and MB.
 */
export async function measureStart(command, cwd, environment = process.env) {
  const runs = [];
  for (let run = 0; run < repetitions; run++) runs.push(await startOnce(command, cwd, environment));
  const median = (name) => runs.map((run) => run[name]).sort((a, b) => a - b)[(repetitions - 1) / 2];
  return { wall: median("wall"), cpu: median("cpu"), memory: median("memory") };
}

async function startOnce([command, ...args], cwd, environment) {
  const begin = performance.now();
  const child = spawn(command, args, { cwd, env: environment, stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(child, "exit");
  await once(child.stdout, "data");
  const wall = performance.now() - begin;
  const [stat, status] = await Promise.all(
    ["stat", "status"].map((file) => readFile(`/proc/${child.pid}/${file}`, "utf8")),
  );
  child.kill("SIGKILL");
  await ended;
  const [user, system] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14).map(Number);
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(status);
  return { wall, cpu: (user + system) * smallestTime, memory: Number(kilobytes) / 1024 };
}

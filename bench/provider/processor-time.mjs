import { run } from "../../scripts/lib/processes.mjs";

/**
 * Seconds of processor time of a command and of all that it started.
 *
 * @param {string[]} command
 * @param {{ cwd: string, environment: NodeJS.ProcessEnv }} options
 */
export async function processorTime(command, { cwd, environment }) {
  const { output } = await run("bash", ["-c", 'time "$@" >/dev/null', "bash", ...command], {
    cwd,
    environment: { ...environment, TIMEFORMAT: "%U %S" },
  });
  const [user, system] = output.trim().split("\n").at(-1).split(" ").map(Number);
  return user + system;
}

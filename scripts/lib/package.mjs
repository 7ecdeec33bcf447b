import { stat } from "node:fs/promises";
import { join } from "node:path";
import { useNode } from "./node.mjs";
import { run } from "./processes.mjs";
import { step } from "./progress.mjs";
import { repository } from "./repository.mjs";

/** Set for the commands that tests run: the package is built by then, and two builds at once would disturb each other. */
const built = "PULUMI_SYNTASK_BUILT";

/** The environment of commands for which the package is built already. */
export const builtEnvironment = { [built]: "1" };

/**
 * Installs what package-lock.json says, unless that has been done, and builds the package, unless a command that has done so
 * runs this one.
 *
 * @param {string} [node] First number of the version of Node.js to do it with, and all that follows.
 */
export async function installAndBuild(node) {
  await useNode(node);
  if (process.env[built]) return;
  if (!(await isInstalled())) {
    await step("Installing the npm packages", () => run("npm", ["ci"], { cwd: repository }));
  }
  await step("Building the package", () => run("npm", ["run", "build"], { cwd: repository }));
}

async function isInstalled() {
  const [wanted, installed] = await Promise.all(
    ["package-lock.json", "node_modules/.package-lock.json"].map((file) =>
      stat(join(repository, file)).catch(() => undefined),
    ),
  );
  return wanted !== undefined && installed !== undefined && installed.mtimeMs >= wanted.mtimeMs;
}

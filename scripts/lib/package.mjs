import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "./problem.mjs";
import { run } from "./processes.mjs";
import { step } from "./progress.mjs";
import { repository } from "./repository.mjs";

const oldestNode = 20;

/** Installs what package-lock.json says, unless that has been done, and builds the package. */
export async function installAndBuild() {
  requireNode();
  if (!(await isInstalled())) {
    // Not `npm ci`: a registry that lacks another platform's optional package makes it refuse the lock file.
    await step("Installing the npm packages", () => run("npm", ["install", "--no-save"], { cwd: repository }));
  }
  await step("Building the package", () => run("npm", ["run", "build"], { cwd: repository }));
}

function requireNode() {
  if (Number.parseInt(process.versions.node, 10) >= oldestNode) return;
  throw new Problem(
    `Node.js ${process.versions.node} is too old. Install Node.js ${oldestNode} or later: ` +
      `\`nvm install ${oldestNode}\`, or https://nodejs.org/en/download.`,
  );
}

async function isInstalled() {
  const [wanted, installed] = await Promise.all(
    ["package-lock.json", "node_modules/.package-lock.json"].map((file) =>
      stat(join(repository, file)).catch(() => undefined),
    ),
  );
  return wanted !== undefined && installed !== undefined && installed.mtimeMs >= wanted.mtimeMs;
}

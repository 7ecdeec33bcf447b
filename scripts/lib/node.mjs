import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { cachedFolder } from "./cache.mjs";
import { Problem } from "./problem.mjs";
import { run } from "./processes.mjs";
import { say, step } from "./progress.mjs";

/** What the package's `engines` and those of its packages ask for. */
const oldestNode = 22;

/** The versions that are tested, by their first number: npm's package `node` carries them. */
export const testedNodes = { 22: "22.23.3", 24: "24.21.0" };

const runningNode = Number.parseInt(process.versions.node, 10);

/**
 * Decides with which Node.js everything runs that is started from here: the one that runs this script, unless it is too
 * old or another one is asked for.
 *
 * @param {string} [wanted] First number of a version, such as `24`.
 */
export async function useNode(wanted) {
  if (wanted !== undefined && !(wanted in testedNodes)) {
    throw new Problem(`There is no Node.js "${wanted}" to run with; write ${Object.keys(testedNodes).join(" or ")}.`);
  }
  const major = wanted ?? Math.max(runningNode, oldestNode);
  if (Number(major) === runningNode) return;
  const version = testedNodes[major];
  const folder = await findOrInstallNode(major);
  process.env.PATH = [folder, process.env.PATH].join(delimiter);
  const reason = wanted === undefined ? `${process.versions.node} is older than ${oldestNode}` : "as asked for";
  say(`Running with Node.js ${version} of npm's package \`node\` (${reason})`);
}

/**
 * The folder with the `node` of a version that is tested, to be put first on the PATH.
 *
 * @param {string} major First number of the version.
 * @returns {Promise<string>}
 */
export async function findOrInstallNode(major) {
  const version = testedNodes[major];
  const folder = await cachedFolder(`node-${version}`, (target) =>
    step(`Installing Node.js ${version} (first time, some seconds)`, () => install(version, target)),
  );
  return commandFolder(folder);
}

async function install(version, folder) {
  try {
    await run("npm", ["install", "--prefix", folder, "--ignore-scripts=false", "--no-save", `node@${version}`]);
    await access(join(commandFolder(folder), "node"));
  } catch (error) {
    throw new Problem(
      `${error.message}\n\nNode.js ${version} could not be installed from npm. Install Node.js ${oldestNode} or later: ` +
        `\`nvm install ${oldestNode}\`, or https://nodejs.org/en/download.`,
    );
  }
}

const commandFolder = (folder) => join(folder, "node_modules/node/bin");

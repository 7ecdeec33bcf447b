import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cachedFolder, digest } from "./cache.mjs";
import { Problem } from "./problem.mjs";
import { run } from "./processes.mjs";
import { step } from "./progress.mjs";
import { scripts } from "./repository.mjs";

/** The version of Prefect that is, but for names, what Syntask is. */
export const prefectVersion = "3.0.8";

const constraints = join(scripts, "server-constraints.txt");
const candidates = ["python3.12", "python3.11", "python3.10", "python3.9", "python3"];
const isUsable = "import ensurepip, sys, venv; sys.exit(not (3, 9) <= sys.version_info[:2] <= (3, 12))";

/**
 * The folder with `prefect` and `python`, made on first use: a virtual environment with Prefect's server and worker.
 *
 * @returns {Promise<string>}
 */
export async function findOrMakePython() {
  const version = digest(await readFile(constraints, "utf8"));
  const folder = await cachedFolder(`prefect-${prefectVersion}-${version}`, (target) =>
    step(`Installing Prefect ${prefectVersion} (first time, about 1 minute)`, () => install(target)),
  );
  return join(folder, "bin");
}

/**
 * The folder with the commands of a virtual environment, made on first use.
 *
 * @param {string} name Of the list of its packages, each with its version, in `scripts/python`.
 * @returns {Promise<string>}
 */
export async function findOrMakeEnvironment(name) {
  const list = join(scripts, "python", `${name}.txt`);
  const folder = await cachedFolder(`${name}-${digest(await readFile(list, "utf8"))}`, (target) =>
    step(`Installing the Python packages of ${name} (first time, about 1 minute)`, async () => {
      await run(await findPython(), ["-m", "venv", target]);
      await pip(target, ["--requirement", list]);
    }),
  );
  return join(folder, "bin");
}

async function install(folder) {
  await run(await findPython(), ["-m", "venv", folder]);
  await pip(folder, ["--constraint", constraints, `prefect==${prefectVersion}`]);
}

async function pip(folder, packages) {
  const install = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input"];
  await run(join(folder, "bin/python"), [...install, ...packages]);
}

async function findPython() {
  for (const candidate of candidates) {
    const { code } = await run(candidate, ["-c", isUsable], { mayFail: true }).catch(() => ({ code: 1 }));
    if (code === 0) return candidate;
  }
  throw new Problem(
    "Python 3.9 to 3.12 with its venv module is missing. Install it: `sudo apt install python3 python3-venv` " +
      "(Debian, Ubuntu), `brew install python@3.12` (macOS) or `pyenv install 3.12 && pyenv global 3.12`.",
  );
}

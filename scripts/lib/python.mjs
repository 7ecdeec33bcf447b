import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { cachedFolder, digest } from "./cache.mjs";
import { Problem } from "./problem.mjs";
import { run } from "./processes.mjs";
import { step } from "./progress.mjs";
import { repository } from "./repository.mjs";

const constraintsFile = join(repository, "sdk/python-constraints.txt");
const constraints = readFileSync(constraintsFile, "utf8");

/** The version of Prefect that is, but for names, what Syntask is. */
export const prefectVersion = versionIn(constraints);

/** Folder with the versions of what runs a newer Prefect, one file for each series. */
const newerServers = join(repository, "scripts/servers");

/** Folder with what their workers need beside it, one file for each series. */
const newerWorkers = join(repository, "scripts/workers");

/** The series of Prefect that there are servers of, such as `3.4`, oldest first. */
export const serverSeries = [
  seriesOf(prefectVersion),
  ...readdirSync(newerServers)
    .map((file) => file.replace(/\.txt$/, ""))
    .sort(byNumbers),
];

/** What workers need beside Prefect, by the names of their environments. */
const integrations = {
  "aws-worker": ["prefect-aws"],
  "azure-worker": ["prefect-azure", "azure-storage-blob"],
  "docker-worker": ["prefect-docker"],
  "gcp-worker": ["prefect-gcp", "google-cloud-storage"],
  "kubernetes-worker": ["prefect-kubernetes"],
};

/** Files with the packages of the other environments, each with its version, by their names. */
const packageLists = {
  moto: "emulators/aws/moto.txt",
  "python-programs": "scripts/python-programs.txt",
  "aws-cli": "bench/upload/aws-cli.txt",
};

const candidates = ["python3.12", "python3.11", "python3.10", "python3.9", "python3"];
const isUsable = "import ensurepip, sys, venv; sys.exit(not (3, 9) <= sys.version_info[:2] <= (3, 12))";

/**
 * The folder with `prefect` and `python`, made on first use: a virtual environment with Prefect's server and worker.
 *
 * @returns {Promise<string>}
 */
export function findOrMakePython() {
  return virtualEnvironment(`prefect-${prefectVersion}`, constraints, `Prefect ${prefectVersion}`, withPrefect());
}

/**
 * @param {string} series One of `serverSeries`.
 * @returns {Promise<string>} Its version, with all three numbers.
 */
export async function serverVersion(series) {
  return series === serverSeries[0] ? prefectVersion : versionIn(await readFile(listOf(series), "utf8"));
}

const listOf = (series) => join(newerServers, `${series}.txt`);

/**
 * What clients and workers of another series run in, for code in the clouds and in images.
 *
 * @param {string} series One of `serverSeries`, and not the oldest, whose clouds have an environment each.
 * @returns {Promise<string>}
 */
export async function findOrMakeWorker(series) {
  const lists = [listOf(series), join(newerWorkers, `${series}.txt`)];
  const versions = (await Promise.all(lists.map((list) => readFile(list, "utf8")))).join("");
  const packages = lists.flatMap((list) => ["--requirement", list]);
  return virtualEnvironment(`worker-${series}`, versions, `the worker of Prefect ${series}`, packages);
}

/**
 * The same of another series, with the versions of packages that its release worked with.
 *
 * @param {string} series One of `serverSeries`.
 * @returns {Promise<string>}
 */
export async function findOrMakeServer(series) {
  if (series === seriesOf(prefectVersion)) return findOrMakePython();
  if (!serverSeries.includes(series)) {
    throw new Problem(`There is no server of version ${series}; write one of ${serverSeries.join(", ")}.`);
  }
  const list = listOf(series);
  const versions = await readFile(list, "utf8");
  const title = `Prefect ${versionIn(versions)}`;
  // Some releases need packages that they do not name.
  return virtualEnvironment(`prefect-${series}`, versions, title, ["--requirement", list]);
}

/**
 * The folder with the commands of a virtual environment, made on first use.
 *
 * @param {string} name `<cloud>-worker`, `moto` for the emulator of AWS, `python-programs` for Pulumi programs, or `aws-cli`.
 * @returns {Promise<string>}
 */
export async function findOrMakeEnvironment(name) {
  const title = `the Python packages of ${name}`;
  const integration = integrations[name];
  if (integration) return virtualEnvironment(name, constraints, title, withPrefect(...integration));
  const list = join(repository, packageLists[name]);
  return virtualEnvironment(name, await readFile(list, "utf8"), title, ["--requirement", list]);
}

function versionIn(versions) {
  return /^prefect==(.+)$/m.exec(versions)[1];
}

function seriesOf(version) {
  return version.split(".").slice(0, 2).join(".");
}

function byNumbers(one, other) {
  return one.localeCompare(other, "en", { numeric: true });
}

const withPrefect = (...others) => ["--constraint", constraintsFile, "prefect", ...others];

async function virtualEnvironment(name, versions, title, packages) {
  const named = packages.filter((argument) => !isAbsolute(argument));
  const folder = await cachedFolder(`${name}-${digest(versions, ...named)}`, (target) =>
    step(`Installing ${title} (first time, about 1 minute)`, async () => {
      await run(await findPython(), ["-m", "venv", target]);
      const install = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input"];
      await run(join(target, "bin/python"), [...install, ...packages]);
    }),
  );
  return join(folder, "bin");
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

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { installAndBuild } from "../../scripts/lib/package.mjs";
import { Problem, runMain } from "../../scripts/lib/problem.mjs";
import { say } from "../../scripts/lib/progress.mjs";
import { findOrMakePython } from "../../scripts/lib/python.mjs";
import { checkout } from "./checkout.mjs";
import { outcomesOf } from "./outcomes.mjs";

const usage =
  "node bench/projects/run.mjs [--clones FOLDER] [--origin https://github.com/{owner}/{name}] [--only owner/name]";
const secondsForOneFile = 180;
const repositories = JSON.parse(readFileSync(join(import.meta.dirname, "repositories.json"), "utf8"));

await runMain(async () => {
  const { clones, origin, only } = readArguments(process.argv.slice(2));
  await installAndBuild();
  const { planned } = await import("./planned.mjs");
  const python = join(await findOrMakePython(), "python");
  const counts = {};
  for (const one of repositories.filter(({ repository }) => !only || repository === only)) {
    const folder = checkout(clones, origin, one);
    for (const file of one.files.filter((path) => existsSync(join(folder, path)))) {
      for (const { name, outcome, detail } of outcomes(python, planned, join(folder, file))) {
        counts[outcome] = (counts[outcome] ?? 0) + 1;
        if (outcome !== "equal") console.log([one.repository, file, name, outcome, detail.slice(0, 300)].join("\t"));
      }
    }
  }
  say(`${repositories.length} repositories in ${clones}`);
  console.table(counts);
});

function outcomes(python, planned, file) {
  const environment = environmentOf(readFileSync(file, "utf8"));
  Object.assign(process.env, environment);
  const sent = deployed(python, file, environment);
  const outputs = Object.assign({}, ...(sent.deployments ?? []).map((one) => one.outputs));
  return outcomesOf(sent, planned(dirname(file), basename(file), outputs));
}

/** Every environment variable that a file asks for is set. */
function environmentOf(text) {
  return Object.fromEntries([...text.matchAll(/{{\s*\$(\w+)\s*}}/g)].map(([, name]) => [name, `value-of-${name}`]));
}

/** The code of the flows is imported, with nothing of this process's environment. */
function deployed(python, file, environment) {
  const home = mkdtempSync(join(tmpdir(), "pulumi-syntask-projects-"));
  const { stdout, signal, status } = spawnSync(
    python,
    [join(import.meta.dirname, "deploy.py"), dirname(file), basename(file)],
    {
      encoding: "utf8",
      env: { PATH: "/usr/bin:/bin", HOME: home, PREFECT_HOME: home, DO_NOT_TRACK: "1", ...environment },
      timeout: secondsForOneFile * 1000,
      maxBuffer: 100_000_000,
    },
  );
  return status === 0 ? JSON.parse(stdout) : { refused: `the library ended with ${signal ?? status}` };
}

function readArguments(given) {
  const settings = {
    clones: join(tmpdir(), "pulumi-syntask-repositories"),
    origin: "https://github.com/{owner}/{name}",
    only: undefined,
  };
  for (let index = 0; index < given.length; index += 2) {
    const name = given[index].replace(/^--/, "");
    if (!(name in settings) || given[index + 1] === undefined) throw new Problem(usage);
    settings[name] = given[index + 1];
  }
  return settings;
}

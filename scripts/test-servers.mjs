import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import semver from "semver";
import { jest } from "./lib/jest.mjs";
import { builtEnvironment, installAndBuild } from "./lib/package.mjs";
import { Problem, runMain } from "./lib/problem.mjs";
import { say } from "./lib/progress.mjs";
import { findOrMakePython, serverSeries, serverVersion } from "./lib/python.mjs";
import { repository } from "./lib/repository.mjs";

const document = join(repository, "docs/compatibility.md");
const begin = "<!-- The table is written by `npm run test:servers`. -->";

/** Tests of objects that a server has. */
const ofObjects = ["test/conformance", "test/resources", "test/blocks"];

/** Among them: the list of job variables is that of the oldest server's templates, and newer ones have more. */
const ofOldest = ["job-variables"];

/**
 * `npm run test:servers [-- 3.4 3.9 …]`: the tests of objects on servers of each version, and of what those versions brought. Writes a
 * table of the results into the documentation, where all versions were run.
 */
await runMain(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.find((series) => !serverSeries.includes(series));
  if (unknown) throw new Problem(`There is no server of version ${unknown}; write some of ${serverSeries.join(", ")}.`);
  await installAndBuild();
  const python = await findOrMakePython();
  const results = [];
  for (const series of asked.length > 0 ? asked : serverSeries) {
    say(`Servers of version ${await serverVersion(series)}`);
    results.push(await testsOn(series, python));
    console.log(lineOf(results.at(-1)));
  }
  if (asked.length === 0) await writeTable(results.map(lineOf));
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
});

async function testsOn(series, python) {
  const version = await serverVersion(series);
  const environment = {
    ...process.env,
    ...builtEnvironment,
    PULUMI_SYNTASK_SERVER: series,
    PULUMI_SYNTASK_PYTHON: python,
  };
  const excluded = series === serverSeries[0] ? [] : ["--testPathIgnorePatterns", ...ofOldest];
  const objects = await jest([...ofObjects, "--ci", "--selectProjects", "server", ...excluded], environment);
  const brought = await broughtUntil(version);
  const newer =
    brought.length > 0
      ? await jest([...brought, "--ci", "--selectProjects", "newest"], environment)
      : { passed: 0, failed: 0 };
  return { version, objects, newer, failed: objects.failed + newer.failed };
}

/** Folders of tests of what came with a version or before it. */
async function broughtUntil(version) {
  const all = await readdir(join(repository, "test/since"));
  return all.filter((since) => semver.lte(since, version)).map((since) => `test/since/${since}/`);
}

function lineOf({ version, objects, newer }) {
  return `| ${version} | ${objects.passed} passed, ${objects.failed} failed | ${newer.passed} passed, ${newer.failed} failed |`;
}

async function writeTable(lines) {
  const [before] = (await readFile(document, "utf8")).split(begin);
  const table = ["| Prefect | objects | what came since 3.1 |", "| --- | --- | --- |", ...lines];
  await writeFile(document, `${before}${begin}\n\n${table.join("\n")}\n`);
}

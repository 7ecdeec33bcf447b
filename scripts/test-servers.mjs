import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import semver from "semver";
import { findOrStartDocker } from "./lib/docker.mjs";
import { jest } from "./lib/jest.mjs";
import { builtEnvironment, installAndBuild } from "./lib/package.mjs";
import { Problem, runMain } from "./lib/problem.mjs";
import { say } from "./lib/progress.mjs";
import { findOrMakeWorker, serverSeries, serverVersion } from "./lib/python.mjs";
import { repository } from "./lib/repository.mjs";
import { findOrInstallTestTools } from "./lib/test-tools.mjs";

const document = join(repository, "docs/compatibility.md");
const begin = "<!-- The table is written by `npm run test:servers`. -->";

/** Tests of objects that a server has: what its version makes a difference to, and no more. */
const ofObjects = ["test/conformance", "test/resources", "test/blocks/block.server", "test/export"];

/** Tests of storages, each from declaration to a flow run that a worker of the server's own version has finished. */
const ofStorages = ["storages", "s3", "gcs", "azure", "docker/docker-worker"].map((name) => `test/e2e/${name}.test.ts`);
const toAFinishedRun = "to the end|a folder becomes|a worker pulls the image";

/** Among them what a version makes no difference to: the plugin's way to the same definitions, and answers that never come. */
const ofNoVersion = ["conformance/plugin", "conformance/silent-server"];

/**
 * `npm run test:servers [-- 3.4 3.9 …]`: the tests of objects on servers of each version, of what those versions brought, and of a flow
 * run from each storage; then a stack whose server is upgraded from each to the next. Writes a table of the results into the
 * documentation, where all were run.
 */
await runMain(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.find((series) => !serverSeries.includes(series));
  if (unknown) throw new Problem(`There is no server of version ${unknown}; write some of ${serverSeries.join(", ")}.`);
  const wanted = asked.length > 0 ? asked : serverSeries;
  await installAndBuild();
  const tools = await findOrInstallTestTools();
  const docker = await findOrStartDocker();
  if (docker.missing) throw new Problem(`Code in images cannot be run: ${docker.missing}.`);
  const common = { ...process.env, ...builtEnvironment, ...tools, ...(docker.host && { DOCKER_HOST: docker.host }) };
  const results = [];
  for (const series of wanted) {
    say(`Servers of version ${await serverVersion(series)}`);
    results.push(await testsOn(series, common));
    console.log(lineOf(results.at(-1)));
  }
  const upgrade = wanted.length > 1 ? await upgradeThrough(wanted, common) : { passed: 0, failed: 0 };
  if (asked.length === 0) await writeTable(results.map(lineOf), upgradeText(upgrade));
  await docker.stop();
  return [...results.flatMap(({ parts }) => parts), upgrade].some(({ failed }) => failed > 0) ? 1 : 0;
});

/** A stack that the first version has made, while its server becomes each of the others. */
async function upgradeThrough(series, common) {
  say(`A server that is upgraded through ${series.join(", ")}`);
  const environment = { ...common, PULUMI_SYNTASK_SERIES: series.join(" ") };
  const result = await jest(["--ci", "--verbose", "--selectProjects", "upgrade"], environment);
  console.log(upgradeText(result));
  return result;
}

function upgradeText(result) {
  return `A stack with one of each kind, whose server is upgraded from each of these versions to the next: ${countsOf(result)}.`;
}

async function testsOn(series, common) {
  const version = await serverVersion(series);
  const isOldest = series === serverSeries[0];
  const environment = { ...common, PULUMI_SYNTASK_SERVER: series };
  const excluded = ["--testPathIgnorePatterns", "/test/e2e/", ...ofNoVersion];
  const objects = await jest([...ofObjects, "--ci", "--selectProjects", "server", ...excluded], environment);
  const brought = await broughtUntil(version);
  const newer =
    brought.length > 0
      ? await jest([...brought, "--ci", "--selectProjects", "newest"], environment)
      : { passed: 0, failed: 0 };
  const storages = await jest(["--ci", "--selectProjects", "e2e", "-t", toAFinishedRun, ...ofStorages], {
    ...environment,
    ...(!isOldest && workersIn(await findOrMakeWorker(series))),
  });
  return { version, parts: [objects, newer, storages] };
}

/** The environments of workers, by the variables that tests read: here one that can do all. */
function workersIn(environment) {
  const names = ["PYTHON", "AWS_WORKER", "AZURE_WORKER", "DOCKER_WORKER", "GCP_WORKER"];
  return Object.fromEntries(names.map((name) => [`PULUMI_SYNTASK_${name}`, environment]));
}

/** Folders of tests of what came with a version or before it. */
async function broughtUntil(version) {
  const all = await readdir(join(repository, "test/since"));
  return all.filter((since) => semver.lte(since, version)).map((since) => `test/since/${since}/`);
}

function lineOf({ version, parts }) {
  return `| ${[version, ...parts.map(countsOf)].join(" | ")} |`;
}

function countsOf({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}

async function writeTable(lines, upgrade) {
  const [before] = (await readFile(document, "utf8")).split(begin);
  const table = [
    "| Prefect | objects | what came since 3.1 | flow runs from each storage |",
    "| --- | --- | --- | --- |",
    ...lines,
  ];
  await writeFile(document, `${before}${begin}\n\n${table.join("\n")}\n\n${upgrade}\n`);
}

import { findOrStartDocker } from "./lib/docker.mjs";
import { jest } from "./lib/jest.mjs";
import { builtEnvironment, installAndBuild } from "./lib/package.mjs";
import { runMain } from "./lib/problem.mjs";
import { findOrMakeWorker, serverSeries } from "./lib/python.mjs";
import { findOrInstallTestTools } from "./lib/test-tools.mjs";

/** All but those with a command of their own. */
const usualProjects = ["unit", "server", "newest", "e2e"];

/**
 * `npm test [-- [--node 22|24] [--unit] [--project <one of jest.config.js>] [--rounds N] [--seed N] [jest's own arguments]]`: everything from a fresh clone
 * to the last line, which counts the tests.
 */
await runMain(async () => {
  const { node, projects, faults, rest } = readArguments(process.argv.slice(2));
  await installAndBuild(node);
  const needsTools = projects.length !== 1 || projects[0] !== "unit";
  const environment = { ...process.env, ...builtEnvironment, ...(needsTools && (await findOrInstallTestTools())) };
  const selection = ["--selectProjects", ...(projects.length > 0 ? projects : usualProjects)];
  if (projects.includes("bundles")) {
    environment.PULUMI_SYNTASK_NEWEST_WORKER = await findOrMakeWorker(serverSeries.at(-1));
  }
  if (projects.includes("upgrade")) environment.PULUMI_SYNTASK_SERIES = serverSeries.join(" ");
  const docker = needsTools ? await findOrStartDocker() : { missing: "only unit tests are run" };
  const { passed, failed } = await jest([...rest, "--ci", ...selection], {
    ...environment,
    ...faults,
    ...(docker.host && { DOCKER_HOST: docker.host }),
    ...(docker.missing && { PULUMI_SYNTASK_NO_DOCKER: docker.missing }),
  });
  await docker.stop?.();
  if (docker.missing && needsTools) console.log(`The tests that need Docker were not run: ${docker.missing}.`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
});

function readArguments(given) {
  let node;
  const projects = [];
  const faults = {};
  const rest = [];
  const queue = [...given];
  while (queue.length > 0) {
    const argument = queue.shift();
    if (argument === "--unit") projects.push("unit");
    else if (argument === "--node") node = queue.shift() ?? "";
    else if (argument === "--project") projects.push(queue.shift());
    else if (argument === "--rounds") faults.PULUMI_SYNTASK_FAULT_ROUNDS = queue.shift();
    else if (argument === "--seed") faults.PULUMI_SYNTASK_FAULT_SEED = queue.shift();
    else rest.push(argument);
  }
  return { node, projects, faults, rest };
}

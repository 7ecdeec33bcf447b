import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, digest } from "./lib/cache.mjs";
import { findCommand } from "./lib/commands.mjs";
import { hasOwnServer, withServer } from "./lib/connection.mjs";
import { publishFlows } from "./lib/flow-repository.mjs";
import { findWorker, runDeployments } from "./lib/flow-runs.mjs";
import { keptPort } from "./lib/free-port.mjs";
import { installAndBuild } from "./lib/package.mjs";
import { Problem, runMain } from "./lib/problem.mjs";
import { say, step } from "./lib/progress.mjs";
import { findOrInstallPulumi } from "./lib/pulumi.mjs";
import { repository } from "./lib/repository.mjs";
import { openStack } from "./lib/stack.mjs";

const usage = `npm run quickstart                       makes the stack, or brings it up to date, and runs each deployment once
npm run quickstart -- --binding plugin   the same by the provider that other languages use; \`--binding dynamic\` goes back
npm run quickstart -- --preview          shows what the next call would change
npm run quickstart -- --serve            keeps the server on at one port, 4200 if it is free, with its pages, until Ctrl-C
npm run quickstart -- --destroy          takes all of it away`;

/** Keeps what belongs to this clone and this server from one call to the next. */
const folder = join(cacheFolder, "quickstart", digest(repository, process.env.SYNTASK_API_URL ?? ""));

const commands = { "--binding": upWith, "--preview": preview, "--serve": serve, "--destroy": destroy };
const bindings = ["dynamic", "plugin"];

await runMain(async () => {
  const [name, ...rest] = process.argv.slice(2);
  if (name === undefined) return up();
  if (!(name in commands)) throw new Problem(usage);
  return commands[name](rest);
});

async function upWith([binding]) {
  if (!bindings.includes(binding)) throw new Problem(usage);
  return up("--config", `syntask:binding=${binding}`);
}

/** @param {string[]} args */
async function up(...args) {
  const pulumi = await prepare();
  return withServer(folder, {}, async (connection) => {
    const worker = await findWorker(connection, join(folder, "worker"));
    const stack = await openStack({ folder, pulumi, environment: connection.environment });
    say("pulumi up");
    await stack.up(...(await configuration()), ...args);
    const { workPool, deployments } = await stack.outputs();
    const flowRuns = await step("Running each deployment once, by a worker", () =>
      runDeployments(connection, worker, workPool, deployments),
    );
    return report(flowRuns);
  });
}

async function preview(args) {
  const pulumi = await prepare();
  await withServer(folder, {}, async ({ environment }) => {
    const stack = await openStack({ folder, pulumi, environment });
    await stack.preview(...(await configuration()), ...args);
  });
}

async function serve() {
  if (hasOwnServer) throw new Problem("SYNTASK_API_URL names a server that runs already.");
  await prepareFolder();
  const port = await keptPort(join(folder, "port"));
  const environment = { PREFECT_UI_ENABLED: "true", PREFECT_UI_STATIC_DIRECTORY: join(folder, "pages") };
  await withServer(folder, { port, environment }, async ({ url }) => {
    const worker = await findWorker({ url, dialect: "prefect" }, join(folder, "worker"));
    say(`The server is at ${new URL("/", url)}, its API at ${url}. Ctrl-C ends it.`);
    console.log(`
In the folder of a Pulumi program:
  pulumi config set syntask:apiUrl ${url}
  pulumi config set syntask:dialect prefect
For a worker of the stack that \`npm run quickstart\` made:
  PREFECT_API_URL=${url} ${worker.command} worker start --pool quickstart
`);
    await new Promise(() => {});
  });
}

async function destroy() {
  if (!existsSync(folder)) {
    say("There is nothing to destroy");
    return;
  }
  const pulumi = await prepare();
  await withServer(folder, {}, async ({ environment }) => {
    const stack = await openStack({ folder, pulumi, environment });
    await stack.remove();
  });
  await rm(folder, { recursive: true });
  say(`Removed ${folder}`);
}

/** Makes sure that everything is there that a stack needs, and returns the folder with `pulumi`. */
async function prepare() {
  if (!(await findCommand("git"))) {
    throw new Problem(
      "git is missing. Install it: `sudo apt install git` (Debian, Ubuntu) or `brew install git` (macOS).",
    );
  }
  await installAndBuild();
  await prepareFolder();
  return findOrInstallPulumi();
}

async function prepareFolder() {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

async function configuration() {
  const url = await publishFlows(join(repository, "examples/quickstart/flows"), join(folder, "flows.git"));
  return ["--config", `repository=${url}`];
}

/** Prints how the flow runs ended and what to do next. */
function report(flowRuns) {
  console.log();
  for (const { deployment, name, state, log } of flowRuns) {
    console.log(`  ${state.padEnd(10)} ${deployment} (flow run ${name})`);
    for (const line of log) console.log(`             ${line}`);
  }
  console.log(`\nEdit examples/quickstart/index.ts, such as its cron, and try next:\n\n${usage}\n`);
  return flowRuns.every(({ state }) => state === "COMPLETED") ? 0 : 1;
}

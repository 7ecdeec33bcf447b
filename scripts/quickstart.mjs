import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder, digest } from "./lib/cache.mjs";
import { findCommand } from "./lib/commands.mjs";
import { hasOwnServer, keptServer } from "./lib/connection.mjs";
import { stopKeptServer } from "./lib/kept-server.mjs";
import { installAndBuild } from "./lib/package.mjs";
import { Problem, runMain } from "./lib/problem.mjs";
import { say } from "./lib/progress.mjs";
import { findOrInstallPulumi } from "./lib/pulumi.mjs";
import { findOrMakePython } from "./lib/python.mjs";
import { repository } from "./lib/repository.mjs";
import { configurationOf, openStack } from "./lib/stack.mjs";

const usage = `npm run quickstart                       makes the stack, or brings it up to date: a server, a worker, and a run of each deployment
npm run quickstart -- --binding plugin   the same by the provider that other languages use; \`--binding dynamic\` goes back
npm run quickstart -- --preview          shows what the next call would change
npm run quickstart -- --serve            starts its server alone, at port 4200 if that is free
npm run quickstart -- --destroy          takes all of it away, the worker and the server too`;

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
  const connection = await keptServer(folder);
  const stack = await openStack({ folder, pulumi, environment: connection.environment });
  say("pulumi up");
  await stack.up("--refresh", ...(await configurationOf(folder, connection.dialect)), ...args);
  report(await stack.outputs(), connection);
}

async function preview(args) {
  const pulumi = await prepare();
  const connection = await keptServer(folder);
  const stack = await openStack({ folder, pulumi, environment: connection.environment });
  await stack.preview(...(await configurationOf(folder, connection.dialect)), ...args);
}

async function serve() {
  if (hasOwnServer) throw new Problem("SYNTASK_API_URL names a server that runs already.");
  await prepareFolder();
  const { url } = await keptServer(folder);
  say(`The server is at ${pagesOf(url)}, its API at ${url}. \`npm run quickstart -- --destroy\` ends it.`);
  console.log(`
In the folder of a Pulumi program:
  pulumi config set syntask:apiUrl ${url}
  pulumi config set syntask:dialect prefect
The Python environment for a worker, as \`python\` of a LocalWorker: ${dirname(await findOrMakePython())}
`);
}

async function destroy() {
  if (!existsSync(folder)) {
    say("There is nothing to destroy");
    return;
  }
  if (existsSync(join(folder, "state"))) {
    const pulumi = await prepare();
    const { environment } = await keptServer(folder);
    const stack = await openStack({ folder, pulumi, environment });
    await stack.remove();
  }
  await stopKeptServer(folder);
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

/** Prints how the flow runs ended and what to do next. */
function report({ flowRuns, workerLog }, { url }) {
  console.log();
  for (const [deployment, { state, page }] of Object.entries(flowRuns)) {
    console.log(`  ${state.padEnd(10)} ${deployment.padEnd(12)} ${page}`);
  }
  console.log(`
The server is at ${pagesOf(url)}, and the worker's log is ${workerLog}. Both stay on.
Edit examples/quickstart/index.ts, such as its cron, or examples/quickstart/flows/hello.py, and try next:

${usage}
`);
}

function pagesOf(url) {
  return new URL("/", url).href;
}

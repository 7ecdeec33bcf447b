import { appendFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { withServer } from "./connection.mjs";
import { runDeployments } from "./flow-runs.mjs";
import { installAndBuild } from "./package.mjs";
import { run } from "./processes.mjs";
import { preparations } from "./programs.mjs";
import { say, step } from "./progress.mjs";
import { findOrInstallPulumi } from "./pulumi.mjs";
import { findOrMakeEnvironment, findOrMakePython } from "./python.mjs";
import { repository } from "./repository.mjs";
import { prefectEnvironment } from "./server.mjs";

/**
 * Runs an example from beginning to end: up, a flow run, the preview of one edited file, destroy. Its cloud is an emulator.
 *
 * @param example
 *   `name`: its folder; `language`: that of its program, TypeScript when left out;
 *   `deployment`: the name of the flow's deployment, of which the stack's outputs have `deployment`, the id, and `pool`;
 *   without it they have `deployments`: ids by name by work pool;
 *   `plugin`: the cloud's provider, in whose place the double of this name comes, as an emulator has less than the cloud;
 *   `worker`: the Python environment of its worker, one with Prefect alone when left out;
 *   `workerType`: its pool's type, "process" when left out;
 *   `hasOwnWorker`: whether the example itself runs a worker;
 *   `startEmulator`: starts what the example needs, gives `config`, `configFor` a server, `secretConfig` and `environment`
 *   of the stack, `workerEnvironment`, and `stop`; nothing when left out;
 *   `publish`: what happens to the program's folder before Pulumi runs;
 *   `edit`: changes the program's folder and says what, the flow's file when left out
 * @returns the exit code: 0 when the flow run was completed
 */
export async function runEmulatedExample(example) {
  await installAndBuild();
  const folder = await mkdtemp(join(tmpdir(), `pulumi-syntask-${example.name}-`));
  const emulator = (await example.startEmulator?.(folder)) ?? { config: {}, stop() {} };
  try {
    return await withServer(folder, (connection) => show({ ...example, folder, emulator, connection }));
  } finally {
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function show(example) {
  const { folder, emulator, publish, edit = editReport } = example;
  const program = join(folder, "program");
  const pulumi = await openStack(example, program);
  try {
    await publish?.(program, emulator);
    await pulumi("up", "--yes", "--skip-preview");
    const { stdout } = await pulumi.quietly("stack", "output", "--json");
    const states = await runEach(example, JSON.parse(stdout));
    const what = await edit(program);
    await publish?.(program, emulator);
    say(`pulumi preview, after an edit of ${what}`);
    await pulumi("preview");
    return states.every((state) => state === "COMPLETED") ? 0 : 1;
  } finally {
    await pulumi("destroy", "--yes", "--skip-preview");
  }
}

async function editReport(program) {
  await appendFile(join(program, "flows/report.py"), "\n# Edited.\n");
  return "flows/report.py";
}

/** The states in which a run of each deployment ended. */
async function runEach(example, outputs) {
  const { deployment, connection } = example;
  const deployments = outputs.deployments ?? { [outputs.pool]: { [deployment]: outputs.deployment } };
  const worker = example.hasOwnWorker ? undefined : await openWorker(example);
  const states = [];
  for (const [pool, ids] of Object.entries(deployments)) {
    const names = Object.keys(ids).join(" and ");
    const flowRuns = await step(`Running ${names} once, by a worker of ${pool}`, () =>
      runDeployments(connection, worker, pool, ids),
    );
    for (const { deployment: name, state, log } of flowRuns) {
      say(`The flow run of ${name} ended as ${state}`);
      for (const line of log) console.log(`  ${line}`);
      states.push(state);
    }
  }
  return states;
}

/** The program in a copy, whose files can be edited, on a state of its own. */
async function openStack({ name, language, plugin, folder, emulator, connection }, cwd) {
  const state = join(folder, "state");
  await cp(join(repository, "examples", name), cwd, { recursive: true });
  await symlink(join(repository, "node_modules"), join(cwd, "node_modules"));
  await mkdir(state);
  const tools = await findOrInstallPulumi();
  const environment = {
    ...connection.environment,
    ...emulator.environment,
    PATH: [tools, process.env.PATH].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "example",
    PULUMI_SKIP_UPDATE_CHECK: "1",
  };
  if (language) await preparations[language](cwd, environment);
  const call = (args, options) => run("pulumi", [...args, "--non-interactive"], { cwd, environment, ...options });
  await call(["stack", "init", "emulator"]);
  const config = { ...emulator.config, ...(await emulator.configFor?.(connection.url)) };
  for (const [key, value] of Object.entries(config)) await call(["config", "set", key, value]);
  for (const [key, value] of Object.entries(emulator.secretConfig ?? {})) {
    await call(["config", "set", "--secret", key, value]);
  }
  if (plugin) await installDouble(plugin, folder, call);
  return Object.assign((...args) => call(args, { show: true }), { quietly: (...args) => call(args) });
}

async function installDouble(plugin, folder, call) {
  const executable = join(folder, `pulumi-resource-${plugin}`);
  const program = join(repository, `emulators/providers/${plugin}.js`);
  await writeFile(executable, `#!/bin/sh\nexec node "${program}" "$@"\n`, { mode: 0o755 });
  const manifest = await readFile(join(repository, `node_modules/@pulumi/${plugin}/package.json`), "utf8");
  await call(["plugin", "install", "resource", plugin, `v${JSON.parse(manifest).version}`, "--file", executable]);
}

async function openWorker({ worker, workerType: type, folder, emulator, connection }) {
  const python = await (worker ? findOrMakeEnvironment(worker) : findOrMakePython());
  const home = join(folder, "worker");
  const environment = {
    ...prefectEnvironment(home, python),
    ...emulator.workerEnvironment,
    PREFECT_API_URL: connection.url,
  };
  return { command: join(python, "prefect"), home, environment, type };
}

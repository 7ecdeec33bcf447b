import { appendFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withServer } from "../../scripts/lib/connection.mjs";
import { runDeployments } from "../../scripts/lib/flow-runs.mjs";
import { freePort } from "../../scripts/lib/free-port.mjs";
import { installAndBuild } from "../../scripts/lib/package.mjs";
import { Problem, runMain } from "../../scripts/lib/problem.mjs";
import { run, start, stop } from "../../scripts/lib/processes.mjs";
import { say, step } from "../../scripts/lib/progress.mjs";
import { findOrBuildPulumi } from "../../scripts/lib/pulumi.mjs";
import { findOrMakeEnvironment } from "../../scripts/lib/python.mjs";
import { repository } from "../../scripts/lib/repository.mjs";
import { prefectEnvironment } from "../../scripts/lib/server.mjs";

/** Runs this example against an emulator of AWS: up, a flow run, the preview of one edited file, destroy. */
await runMain(async () => {
  await installAndBuild();
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-s3-"));
  const emulator = await startEmulator();
  try {
    return await withServer(folder, {}, (connection) => show(folder, emulator.url, connection));
  } finally {
    await stop(emulator.process);
    await rm(folder, { recursive: true, force: true });
  }
});

async function show(folder, awsUrl, connection) {
  const pulumi = await openStack(folder, awsUrl, connection);
  try {
    await pulumi("up", "--yes", "--skip-preview");
    const { stdout } = await pulumi.quietly("stack", "output", "--json");
    const { pool, deployment } = JSON.parse(stdout);
    const worker = await workerFor(folder, connection);
    const [flowRun] = await step("Running the deployment once, by a worker", () =>
      runDeployments(connection, worker, pool, { "s3-report": deployment }),
    );
    say(`The flow run ended as ${flowRun.state}`);
    for (const line of flowRun.log) console.log(`  ${line}`);
    await appendFile(join(folder, "program/flows/report.py"), "\n# Edited.\n");
    say("pulumi preview, after an edit of flows/report.py");
    await pulumi("preview");
    return flowRun.state === "COMPLETED" ? 0 : 1;
  } finally {
    await pulumi("destroy", "--yes", "--skip-preview");
  }
}

async function startEmulator() {
  const python = await findOrMakeEnvironment("moto");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = join(repository, "test/support/moto/strict_iam.py");
  const process = start(join(python, "python"), [server, "-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await fetch(`${url}/moto-api/`).catch(() => undefined)) return { url, process };
    await sleep(100);
  }
  await stop(process);
  throw new Problem("The emulator of AWS does not answer.");
}

/** The program in a copy, whose files can be edited, on a state of its own. */
async function openStack(folder, awsUrl, connection) {
  const cwd = join(folder, "program");
  const state = join(folder, "state");
  await cp(join(repository, "examples/s3"), cwd, { recursive: true });
  await symlink(join(repository, "node_modules"), join(cwd, "node_modules"));
  await mkdir(state);
  const environment = {
    ...connection.environment,
    PATH: [await findOrBuildPulumi(), process.env.PATH].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "example",
    PULUMI_SKIP_UPDATE_CHECK: "1",
  };
  const call = (args, options) => run("pulumi", [...args, "--non-interactive"], { cwd, environment, ...options });
  await call(["stack", "init", "emulator"]);
  const config = {
    "aws:region": "us-east-1",
    "aws:accessKey": "emulator",
    "aws:endpoints": JSON.stringify([{ s3: awsUrl, iam: awsUrl }]),
  };
  for (const [key, value] of Object.entries(config)) await call(["config", "set", key, value]);
  await call(["config", "set", "--secret", "aws:secretKey", "emulator"]);
  await installDouble(folder, call);
  return Object.assign((...args) => call(args, { show: true }), { quietly: (...args) => call(args) });
}

/** The real provider checks with AWS who it is, so a small one takes its place on the emulator. */
async function installDouble(folder, call) {
  const executable = join(folder, "pulumi-resource-aws");
  const program = join(repository, "test/support/doubles/aws.js");
  await writeFile(executable, `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, { mode: 0o755 });
  const manifest = await readFile(join(repository, "node_modules/@pulumi/aws/package.json"), "utf8");
  await call(["plugin", "install", "resource", "aws", `v${JSON.parse(manifest).version}`, "--file", executable]);
}

async function workerFor(folder, { url }) {
  const python = await findOrMakeEnvironment("aws-worker");
  const home = join(folder, "worker");
  return {
    command: join(python, "prefect"),
    home,
    environment: { ...prefectEnvironment(home, python), PREFECT_API_URL: url },
  };
}

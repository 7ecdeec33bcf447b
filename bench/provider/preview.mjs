import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { plugin } from "../../scripts/lib/plugin.mjs";
import { run } from "../../scripts/lib/processes.mjs";
import { repository } from "../../scripts/lib/repository.mjs";
import { startServer } from "../../scripts/lib/server.mjs";
import { processorTime } from "./processor-time.mjs";

const repetitions = 3;

const program = (deployments) => `
const syntask = require("pulumi-syntask");
const pool = new syntask.WorkPool("bench", { type: "process" });
const pullSteps = [{ "prefect.deployments.steps.set_working_directory": { directory: "/flows" } }];
for (let i = 0; i < ${deployments}; i++) {
  new syntask.Deployment("etl-" + i, {
    flow: "etl", entrypoint: "etl.py:main", pullSteps, workPool: pool, parameters: { i }, tags: ["etl"],
    schedules: [{ cron: i % 60 + " 6 * * *", timezone: "Europe/Berlin" }],
  });
}
`;

/**
 * Makes the deployments, stops the server, and previews: a preview that called it would fail.
 *
 * @param {"dynamic" | "plugin"} binding
 * @param {number} deployments
 * @param {string} pulumi Folder of the CLI.
 * @returns {Promise<{ up: number, preview: number }>} Seconds of processor time of all processes; of previews the median.
 */
export async function measurePreview(binding, deployments, pulumi) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-bench-provider-"));
  const server = await startServer({ home: join(folder, "server") });
  try {
    const stack = await openStack({ folder, binding, deployments, pulumi, url: server.url });
    const up = await stack.processorTime("up", "--yes", "--skip-preview");
    await server.stop();
    const previews = [];
    for (let time = 0; time < repetitions; time++) {
      previews.push(await stack.processorTime("preview", "--expect-no-changes"));
    }
    return { up, preview: previews.sort((a, b) => a - b)[(repetitions - 1) / 2] };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

async function openStack({ folder, binding, deployments, pulumi, url }) {
  const cwd = join(folder, "program");
  await mkdir(join(folder, "state"));
  await mkdir(cwd);
  const providers = `plugins: { providers: [{ name: syntask, path: ${dirname(plugin)} }] }\n`;
  await writeFile(join(cwd, "Pulumi.yaml"), `name: bench\nruntime: nodejs\n${binding === "plugin" ? providers : ""}`);
  await writeFile(join(cwd, "package.json"), '{ "name": "bench", "main": "index.js" }\n');
  await writeFile(join(cwd, "index.js"), program(deployments));
  await symlink(join(repository, "node_modules"), join(cwd, "node_modules"));
  const environment = {
    ...process.env,
    PATH: [pulumi, process.env.PATH].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_SKIP_UPDATE_CHECK: "1",
  };
  const call = (...args) => run("pulumi", [...args, "--non-interactive"], { cwd, environment });
  await call("stack", "init", "bench");
  const config = { "syntask:apiUrl": url, "syntask:dialect": "prefect", "syntask:binding": binding };
  for (const [key, value] of Object.entries(config)) await call("config", "set", key, value);
  return {
    processorTime: (...args) => processorTime(["pulumi", ...args, "--non-interactive"], { cwd, environment }),
  };
}

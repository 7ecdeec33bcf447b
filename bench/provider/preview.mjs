import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { plugin } from "../../scripts/lib/plugin.mjs";
import { startServer } from "../../scripts/lib/server.mjs";
import { processorTime } from "../lib/measure.mjs";
import { openPulumiStack } from "../lib/pulumi-stack.mjs";

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
    const stack = await openPulumiStack({
      pulumi,
      program: program(deployments),
      config: { "syntask:apiUrl": server.url, "syntask:dialect": "prefect", "syntask:binding": binding },
      providers: binding === "plugin" ? { syntask: dirname(plugin) } : {},
    });
    const measure = (...args) => processorTime(["pulumi", ...args, "--non-interactive"], stack);
    const up = await measure("up", "--yes", "--skip-preview");
    await server.stop();
    const previews = [];
    for (let time = 0; time < repetitions; time++) previews.push(await measure("preview", "--expect-no-changes"));
    await stack.remove();
    return { up, preview: previews.sort((a, b) => a - b)[(repetitions - 1) / 2] };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

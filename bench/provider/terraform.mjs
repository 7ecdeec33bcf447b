import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../../scripts/lib/server.mjs";
import { processorTime } from "../lib/measure.mjs";
import { terraformEnvironment } from "../lib/terraform.mjs";

const repetitions = 3;

const program = (deployments, api) => `
terraform {
  required_providers {
    prefect = { source = "prefecthq/prefect" }
  }
}
provider "prefect" {
  endpoint = "${api}"
}
resource "prefect_work_pool" "bench" {
  name = "bench"
  type = "process"
}
resource "prefect_flow" "etl" {
  name = "etl"
}
resource "prefect_deployment" "etl" {
  count          = ${deployments}
  name           = "etl-\${count.index}"
  flow_id        = prefect_flow.etl.id
  entrypoint     = "etl.py:main"
  work_pool_name = prefect_work_pool.bench.name
  parameters     = jsonencode({ i = count.index })
  tags           = ["etl"]
  pull_steps     = [{ type = "set_working_directory", directory = "/flows" }]
}
resource "prefect_deployment_schedule" "etl" {
  count         = ${deployments}
  deployment_id = prefect_deployment.etl[count.index].id
  cron          = "\${count.index % 60} 6 * * *"
  timezone      = "Europe/Berlin"
}
`;

/**
 * Makes the same deployments with terraform-provider-prefect, and plans with nothing to change. The server stays up: a plan
 * reads every object.
 *
 * @param {{ tofu: string, provider: string }} files OpenTofu's or Terraform's command, and the provider's.
 * @param {number} deployments
 * @returns {Promise<{ up: number, preview: number }>} Seconds of processor time of all processes; of plans the median.
 */
export async function measurePlan({ tofu, provider }, deployments) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-bench-terraform-"));
  const server = await startServer({ home: join(folder, "server") });
  try {
    await writeFile(join(folder, "main.tf"), program(deployments, server.url));
    const environment = await terraformEnvironment(folder, provider);
    const measure = (...args) => processorTime([tofu, ...args, "-no-color"], { cwd: folder, environment });
    const up = await measure("apply", "-auto-approve");
    const plans = [];
    for (let time = 0; time < repetitions; time++) plans.push(await measure("plan", "-detailed-exitcode"));
    return { up, preview: plans.sort((a, b) => a - b)[(repetitions - 1) / 2] };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

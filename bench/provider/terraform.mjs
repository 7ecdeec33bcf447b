import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../../scripts/lib/server.mjs";
import { openTerraformProgram } from "../lib/terraform.mjs";

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
export async function measurePlan(files, deployments) {
  const home = await mkdtemp(join(tmpdir(), "pulumi-syntask-bench-provider-"));
  const server = await startServer({ home });
  try {
    const { measured, remove } = await openTerraformProgram(files, program(deployments, server.url));
    const { cpu: up } = await measured("apply", "-auto-approve");
    const plans = [];
    for (let time = 0; time < repetitions; time++) plans.push((await measured("plan", "-detailed-exitcode")).cpu);
    await remove();
    return { up, preview: plans.sort((a, b) => a - b)[(repetitions - 1) / 2] };
  } finally {
    await server.stop();
    await rm(home, { recursive: true });
  }
}

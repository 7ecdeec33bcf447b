import { stat } from "node:fs/promises";
import { openTerraformProgram } from "../../lib/terraform.mjs";

const program = (api) => `
terraform {
  required_providers {
    prefect = { source = "prefecthq/prefect" }
  }
}
provider "prefect" {
  endpoint = "${api}"
}
variable "deployments" {
  type = number
}
variable "revision" {
  type = string
}
resource "prefect_flow" "bench" {
  count = var.deployments
  name  = "bench-flow-\${count.index}"
}
resource "prefect_deployment" "bench" {
  count                    = var.deployments
  name                     = "bench-deployment-\${count.index}"
  flow_id                  = prefect_flow.bench[count.index].id
  entrypoint               = "flows/f\${count.index}.py:main"
  path                     = "/opt/flows"
  enforce_parameter_schema = false
  version                  = count.index == 0 ? var.revision : "1"
  tags                     = ["bench", "team-\${count.index % 7}"]
  parameters               = jsonencode({ n = count.index, name = "x" })
  job_variables            = jsonencode({ env = { A = "1" } })
}
resource "prefect_deployment_schedule" "bench" {
  count         = var.deployments
  deployment_id = prefect_deployment.bench[count.index].id
  cron          = "\${count.index % 60} 3 * * *"
  timezone      = "UTC"
}
resource "prefect_variable" "bench" {
  count = var.deployments
  name  = "bench_var_\${count.index}"
  value = count.index == 0 ? "value-\${var.revision}" : "value-\${count.index}"
}
resource "prefect_block" "bench" {
  count     = var.deployments
  name      = "bench-secret-\${count.index}"
  type_slug = "secret"
  data      = jsonencode({ value = count.index == 0 ? "s-\${var.revision}" : "s-\${count.index}" })
}
`;

/** The same objects by terraform-provider-prefect, whose plan is also its refresh. */
export async function openTerraform({ terraform, api, count }) {
  const { state, measured, remove } = await openTerraformProgram(terraform, program(api));
  const step =
    (revision, ...args) =>
    () =>
      measured(...args, `-var=deployments=${count}`, `-var=revision=${revision}`);
  return {
    create: step("1", "apply", "-auto-approve"),
    "nothing to change": step("1", "plan", "-detailed-exitcode"),
    "one of each changed": step("2", "apply", "-auto-approve"),
    "one deleted by hand": step("2", "apply", "-auto-approve"),
    destroy: step("2", "destroy", "-auto-approve"),
    stateSize: async () => (await stat(state)).size,
    remove,
  };
}

import { dirname } from "node:path";
import { plugin } from "../../../scripts/lib/plugin.mjs";
import { openPulumiStack } from "../../lib/pulumi-stack.mjs";
import { deployment, secret, variable } from "../inputs.mjs";
import { pulumiSteps } from "../pulumi-steps.mjs";

/** N deployments, each with a flow and a schedule, N variables and N secrets, numbered from the first. */
export const program = `
const syntask = require("pulumi-syntask");
const revision = process.env.REVISION;
const first = Number(process.env.FIRST ?? 0);
for (let i = first; i < first + Number(process.env.COUNT); i++) {
  new syntask.Deployment("deployment-" + i, ${deployment});
  new syntask.Variable("variable-" + i, ${variable});
  new syntask.Secret("secret-" + i, ${secret((value) => value)});
}
`;

const openSyntask =
  (binding) =>
  async ({ pulumi, api, count, environment }) => {
    const stack = await openPulumiStack({
      pulumi,
      program,
      config: { "syntask:apiUrl": api, "syntask:dialect": "prefect", "syntask:binding": binding },
      providers: binding === "plugin" ? { syntask: dirname(plugin) } : {},
      environment: { ...environment, COUNT: String(count) },
    });
    return pulumiSteps(stack);
  };

export const openDynamic = openSyntask("dynamic");
export const openPlugin = openSyntask("plugin");

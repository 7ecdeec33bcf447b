import { dirname } from "node:path";
import { plugin } from "../../../scripts/lib/plugin.mjs";
import { openPulumiStack } from "../../lib/pulumi-stack.mjs";
import { pulumiSteps } from "../pulumi-steps.mjs";

/** N deployments, each with a flow and a schedule, N variables and N secrets. */
const program = `
const syntask = require("pulumi-syntask");
const revision = process.env.REVISION;
for (let i = 0; i < Number(process.env.COUNT); i++) {
  new syntask.Deployment("deployment-" + i, {
    flow: "bench-flow-" + i,
    name: "bench-deployment-" + i,
    entrypoint: "flows/f" + i + ".py:main",
    path: "/opt/flows",
    enforceParameterSchema: false,
    version: i === 0 ? revision : "1",
    tags: ["bench", "team-" + i % 7],
    parameters: { n: i, name: "x" },
    jobVariables: { env: { A: "1" } },
    schedules: [{ cron: i % 60 + " 3 * * *", timezone: "UTC" }],
  });
  new syntask.Variable("variable-" + i, { name: "bench_var_" + i, value: i === 0 ? "value-" + revision : "value-" + i });
  new syntask.Secret("secret-" + i, { name: "bench-secret-" + i, value: i === 0 ? "s-" + revision : "s-" + i });
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

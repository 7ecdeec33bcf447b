import { fileURLToPath } from "node:url";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";

/**
 * `node deploy.mjs [up|preview|destroy] [--policies]`: what a service or a command of the platform does with both stacks by the Automation
 * API. Backend and passphrase are in the environment, `PULUMI_BACKEND_URL` and `PULUMI_CONFIG_PASSPHRASE`; so is the server.
 */
const [command = "up", ...flags] = process.argv.slice(2);
const folder = (name) => fileURLToPath(new URL(name, import.meta.url));
const policyPacks = flags.includes("--policies") ? [folder("policies")] : undefined;
const onOutput = (text) => process.stdout.write(text);

const platform = await LocalWorkspace.createOrSelectStack({ stackName: "dev", workDir: folder("platform") });
await platform.setAllConfig({
  warehousePassword: { value: process.env.WAREHOUSE_PASSWORD ?? "change-me", secret: true },
  slackUrl: { value: process.env.SLACK_URL ?? "https://hooks.slack.com/services/example", secret: true },
});
const team = await LocalWorkspace.createOrSelectStack({ stackName: "dev", workDir: folder("team") });

// The team's stack reads what the platform's has made, so it comes after it, and goes before it.
if (command === "destroy") {
  for (const stack of [team, platform]) await stack.destroy({ onOutput });
} else if (command === "preview") {
  for (const stack of [platform, team]) await stack.preview({ onOutput, policyPacks });
} else {
  for (const stack of [platform, team]) await stack.up({ onOutput, policyPacks });
  const { deployments } = await team.outputs();
  console.log(deployments.value);
}

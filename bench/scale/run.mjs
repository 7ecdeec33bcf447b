import { parseArgs } from "node:util";
import { installAndBuild } from "../../scripts/lib/package.mjs";
import { Problem, runMain } from "../../scripts/lib/problem.mjs";
import { say, step } from "../../scripts/lib/progress.mjs";
import { findOrInstallPulumi } from "../../scripts/lib/pulumi.mjs";
import { startCountedServer } from "../lib/counted-server.mjs";
import { load, machine } from "../lib/machine.mjs";
import { terraformIn, terraformOptions } from "../lib/terraform.mjs";
import { tablesOf } from "./tables.mjs";
import { openDeploy } from "./ways/deploy.mjs";
import { openDynamicFloor, openPluginFloor } from "./ways/floor.mjs";
import { openDynamic, openPlugin } from "./ways/syntask.mjs";
import { openTerraform } from "./ways/terraform.mjs";

const ways = {
  "floor of dynamic": openDynamicFloor,
  dynamic: openDynamic,
  "floor of plugin": openPluginFloor,
  plugin: openPlugin,
  "terraform-provider-prefect": openTerraform,
  deploy: openDeploy,
};
const usage = `node bench/scale/run.mjs [--sizes 20,100] [--ways "${Object.keys(ways).join(",")}"]
  [--terraform-provider <file> --tofu <file>] [--database <URL>] [--without-checkpoints]`;
const stepNames = ["create", "nothing to change", "refresh", "one of each changed", "one deleted by hand", "destroy"];

await runMain(async () => {
  const options = readArguments(process.argv.slice(2));
  await installAndBuild();
  const pulumi = await findOrInstallPulumi();
  for (const count of options.sizes) {
    const loadBefore = load();
    const results = {};
    for (const name of options.ways) {
      results[name] = await step(`${count} × ${name}`, () => measureWay(name, { ...options, pulumi, count }));
    }
    say(`${await machine()}; load ${loadBefore} before, ${load()} after`);
    console.log(`\n## ${count} deployments, variables and secrets\n\n${tablesOf(results, stepNames)}\n`);
  }
});

function readArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        sizes: { type: "string", default: "20,100" },
        ways: { type: "string" },
        ...terraformOptions,
        database: { type: "string" },
        "without-checkpoints": { type: "boolean", default: false },
      },
    });
    const { database } = values;
    const terraform = terraformIn(values);
    const possible = Object.keys(ways).filter((name) => ways[name] !== openTerraform || terraform);
    const chosen = values.ways?.split(",") ?? possible;
    const sizes = values.sizes.split(",").map(Number);
    if (!sizes.every((size) => size >= 1) || !chosen.every((name) => possible.includes(name))) throw new Error(usage);
    const environment = values["without-checkpoints"]
      ? { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" }
      : {};
    return { sizes, ways: chosen, terraform, database, environment };
  } catch {
    throw new Problem(usage);
  }
}

/** One way on a server that no other has touched. */
async function measureWay(name, { database, ...options }) {
  const server = await startCountedServer(database);
  try {
    const way = await ways[name]({ ...options, api: server.api });
    const results = {};
    for (const stepName of stepNames.filter((one) => way[one])) {
      if (stepName === "one deleted by hand") await deleteByHand(server.uncounted);
      server.takeCalls();
      const result = await step(`${name}: ${stepName}`, way[stepName]);
      results[stepName] = { ...result, calls: server.takeCalls() };
      if (stepName === "create") results.stateSize = await way.stateSize?.();
    }
    await way.remove();
    return results;
  } finally {
    await server.stop();
  }
}

/** What a person with the UI does. Of the floors there is nothing on the server. */
async function deleteByHand(api) {
  const response = await fetch(`${api}/variables/name/bench_var_1`, { method: "DELETE" });
  if (![204, 404].includes(response.status)) throw new Error(`the server answered ${response.status}`);
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installAndBuild } from "../../scripts/lib/package.mjs";
import { plugin } from "../../scripts/lib/plugin.mjs";
import { Problem, runMain } from "../../scripts/lib/problem.mjs";
import { say, step } from "../../scripts/lib/progress.mjs";
import { findOrInstallPulumi } from "../../scripts/lib/pulumi.mjs";
import { repository } from "../../scripts/lib/repository.mjs";
import { load, machine } from "../lib/machine.mjs";
import { ratio, table } from "../lib/table.mjs";
import { startEnvironment, terraformIn, terraformOptions } from "../lib/terraform.mjs";
import { buildBareProvider } from "./bare-provider.mjs";
import { measurePreview } from "./preview.mjs";
import { measureStart, smallestTime } from "./start.mjs";
import { measurePlan } from "./terraform.mjs";

const usage = "node bench/provider/run.mjs [--deployments 500] [--terraform-provider <file> --tofu <file>]";
/** Nobody is asked before the first call. */
const anyEngine = "127.0.0.1:1";
const peer = "terraform-provider-prefect";
const dynamicProvider = join(repository, "node_modules/@pulumi/pulumi/cmd/dynamic-provider");

await runMain(async () => {
  const { deployments, terraform } = readArguments(process.argv.slice(2));
  await installAndBuild();
  const pulumi = await findOrInstallPulumi();
  const loadBefore = load();
  const starts = await measureStarts(terraform);
  const measured = (name, measure) => step(`${deployments} deployments by ${name}`, measure);
  const previews = {};
  for (const binding of ["plugin", "dynamic"]) {
    previews[binding] = await measured(`the ${binding} provider`, () => measurePreview(binding, deployments, pulumi));
  }
  if (terraform) {
    previews[peer] = await measured(peer, () => measurePlan(terraform, deployments));
  }
  say(`${await machine()}; load ${loadBefore} before, ${load()} after`);
  console.log(`\n${tableOfStarts(starts)}\n\n${tableOfPreviews(previews)}`);
});

function readArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: { deployments: { type: "string", default: "500" }, ...terraformOptions },
    });
    const deployments = Number(values.deployments);
    if (!(deployments >= 1)) throw new Error(usage);
    return { deployments, terraform: terraformIn(values) };
  } catch {
    throw new Problem(usage);
  }
}

async function measureStarts(terraform) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-bench-start-"));
  try {
    return {
      "bare provider": await measureStart(["node", await buildBareProvider(folder)], folder),
      plugin: await measureStart(["node", plugin], folder),
      "dynamic provider": await measureStart(["node", dynamicProvider, anyEngine], repository),
      ...(terraform && {
        [peer]: await measureStart([terraform.provider], folder, { ...process.env, ...startEnvironment }),
      }),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function tableOfStarts(starts) {
  const bare = starts["bare provider"];
  const rows = Object.entries(starts).map(([name, { wall, cpu, memory }]) => [
    name,
    `${wall.toFixed(0)} ms`,
    cpu < smallestTime ? `under ${smallestTime} ms` : `${cpu.toFixed(0)} ms`,
    cpu < smallestTime ? "" : ratio(cpu, bare.cpu),
    `${memory.toFixed(0)} MB`,
    ratio(memory, bare.memory),
  ]);
  return table(["start to port", "wall", "processor", "ratio", "memory", "ratio"], rows);
}

function tableOfPreviews(previews) {
  const { dynamic } = previews;
  const rows = Object.entries(previews).map(([name, { up, preview }]) => [
    name,
    `${up.toFixed(1)} s`,
    ratio(up, dynamic.up),
    `${preview.toFixed(1)} s`,
    ratio(preview, dynamic.preview),
  ]);
  return table(["processor time", "up", "ratio", "no-op preview", "ratio"], rows);
}

import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { installAndBuild } from "../../scripts/lib/package.mjs";
import { plugin } from "../../scripts/lib/plugin.mjs";
import { Problem, runMain } from "../../scripts/lib/problem.mjs";
import { run } from "../../scripts/lib/processes.mjs";
import { say, step } from "../../scripts/lib/progress.mjs";
import { findOrInstallPulumi } from "../../scripts/lib/pulumi.mjs";
import { repository } from "../../scripts/lib/repository.mjs";
import { buildBareProvider } from "./bare-provider.mjs";
import { measurePreview } from "./preview.mjs";
import { measureStart } from "./start.mjs";

const usage = "node bench/provider/run.mjs [--deployments 500]";
/** Nobody is asked before the first call. */
const anyEngine = "127.0.0.1:1";
const dynamicProvider = join(repository, "node_modules/@pulumi/pulumi/cmd/dynamic-provider");

await runMain(async () => {
  const deployments = readArguments(process.argv.slice(2));
  await installAndBuild();
  const pulumi = await findOrInstallPulumi();
  const loadBefore = load();
  const starts = await measureStarts();
  const previews = {};
  for (const binding of ["plugin", "dynamic"]) {
    previews[binding] = await step(`${deployments} deployments by the ${binding} provider`, () =>
      measurePreview(binding, deployments, pulumi),
    );
  }
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${await nodeVersion()}`;
  say(`${machine}; load ${loadBefore} before, ${load()} after`);
  console.log(`\n${tableOfStarts(starts)}\n\n${tableOfPreviews(previews)}`);
});

async function nodeVersion() {
  return (await run("node", ["--version"])).stdout.trim();
}

/** What else the machine does: with more than its cores, times say little. */
function load() {
  return loadavg()[0].toFixed(1);
}

function readArguments([name, value, ...rest]) {
  if (name === undefined) return 500;
  if (name === "--deployments" && Number(value) >= 1 && rest.length === 0) return Number(value);
  throw new Problem(usage);
}

async function measureStarts() {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-bench-start-"));
  try {
    return {
      "bare provider": await measureStart([await buildBareProvider(folder)], folder),
      plugin: await measureStart([plugin], folder),
      "dynamic provider": await measureStart([dynamicProvider, anyEngine], repository),
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
    `${cpu.toFixed(0)} ms`,
    ratio(cpu, bare.cpu),
    `${memory.toFixed(0)} MB`,
    ratio(memory, bare.memory),
  ]);
  return table(["start to port", "wall", "processor", "ratio", "memory", "ratio"], rows);
}

function tableOfPreviews({ plugin: byPlugin, dynamic }) {
  const rows = Object.entries({ plugin: byPlugin, dynamic }).map(([name, { up, preview }]) => [
    name,
    `${up.toFixed(1)} s`,
    ratio(up, dynamic.up),
    `${preview.toFixed(1)} s`,
    ratio(preview, dynamic.preview),
  ]);
  return table(["processor time", "up", "ratio", "no-op preview", "ratio"], rows);
}

function ratio(value, reference) {
  return `${(value / reference).toFixed(2)}×`;
}

/** A table in Markdown. */
function table(header, rows) {
  return [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

import { parseArgs } from "node:util";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { installAndBuild } from "../../scripts/lib/package.mjs";
import { Problem, runMain } from "../../scripts/lib/problem.mjs";
import { say, step } from "../../scripts/lib/progress.mjs";
import { findOrInstallPulumi } from "../../scripts/lib/pulumi.mjs";
import { startCountedServer } from "../lib/counted-server.mjs";
import { load, machine } from "../lib/machine.mjs";
import { openPulumiStack } from "../lib/pulumi-stack.mjs";
import { ratio, table } from "../lib/table.mjs";
import { program } from "../scale/ways/syntask.mjs";

const usage = "node bench/stacks/run.mjs [--stacks 20] [--size 100] [--at-once 1,4] [--database <URL>]";

/** What is done to each stack, in this order. */
const operations = {
  create: (stack) => stack.up(),
  "nothing to change": (stack) => stack.preview({ expectNoChanges: true }),
  refresh: (stack) => stack.refresh({ expectNoChanges: true }),
  destroy: (stack) => stack.destroy(),
};

await runMain(async () => {
  const options = readArguments(process.argv.slice(2));
  await installAndBuild();
  const pulumi = await findOrInstallPulumi();
  // The Automation API finds the CLI by the PATH of its own process.
  process.env.PATH = `${pulumi}:${process.env.PATH}`;
  const results = {};
  for (const atOnce of options.atOnce) {
    results[atOnce] = await step(`${options.stacks} stacks, ${atOnce} at a time`, () =>
      measure({ ...options, pulumi, atOnce }),
    );
  }
  say(`${await machine()}; load ${load()} after`);
  const title = `${options.stacks} stacks of ${options.size} deployments, variables and secrets`;
  console.log(`\n## ${title}\n\n${tableOf(results)}\n`);
});

function readArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        stacks: { type: "string", default: "20" },
        size: { type: "string", default: "100" },
        "at-once": { type: "string", default: "1,4" },
        database: { type: "string" },
      },
    });
    const [stacks, size] = [values.stacks, values.size].map(Number);
    const atOnce = values["at-once"].split(",").map(Number);
    if (![stacks, size, ...atOnce].every((count) => count >= 1)) throw new Error(usage);
    return { stacks, size, atOnce, database: values.database };
  } catch {
    throw new Problem(usage);
  }
}

/** All stacks on one server that is new, each with a state of its own, driven by this one process. */
async function measure({ pulumi, stacks, size, atOnce, database }) {
  const server = await startCountedServer(database);
  const opened = [];
  try {
    for (let index = 0; index < stacks; index++) {
      opened.push(await open({ pulumi, api: server.api, size, first: index * size }));
    }
    const results = {};
    for (const [name, operation] of Object.entries(operations)) {
      server.takeCalls();
      const begin = performance.now();
      await step(name, () => forEach(opened, atOnce, ({ stack }) => operation(stack)));
      results[name] = { wall: (performance.now() - begin) / 1000, calls: server.takeCalls() };
    }
    return results;
  } finally {
    for (const { remove } of opened) await remove();
    await server.stop();
  }
}

/** @param first Number of the first of its objects, so that no two stacks have one of the same name. */
async function open({ pulumi, api, size, first }) {
  const { cwd, environment, remove } = await openPulumiStack({
    pulumi,
    program,
    config: { "syntask:apiUrl": api, "syntask:dialect": "prefect" },
    environment: { COUNT: String(size), FIRST: String(first), REVISION: "1" },
  });
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "bench", workDir: cwd },
    { envVars: environment },
  );
  return { stack, remove };
}

/** Some at a time, each as soon as one before it has ended. */
async function forEach(all, atOnce, work) {
  const queue = all.values();
  const workOff = async () => {
    for (const one of queue) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, workOff));
}

function tableOf(results) {
  const [alone] = Object.values(results);
  const rows = Object.keys(operations).flatMap((name) =>
    Object.entries(results).map(([atOnce, { [name]: measured }]) => {
      const answers = Object.entries(measured.calls);
      const all = sum(answers);
      const refused = sum(answers.filter(([call]) => call.endsWith(" 503")));
      const share = all > 0 ? `${((100 * refused) / all).toFixed(1)} %` : "";
      return [
        name,
        atOnce,
        `${measured.wall.toFixed(0)} s`,
        ratio(measured.wall, alone[name].wall),
        String(all),
        String(refused),
        share,
      ];
    }),
  );
  return table(["step", "at a time", "wall", "to the first", "calls", "503", "of the calls"], rows);
}

const sum = (answers) => answers.reduce((total, [, count]) => total + count, 0);

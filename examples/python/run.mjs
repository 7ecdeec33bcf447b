import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { publishFlows } from "../../scripts/lib/flow-repository.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

/** Runs this example with a git repository of its own. */
await runMain(() => runEmulatedExample({ name: "python", language: "python", startEmulator: publish, edit }));

async function publish(folder) {
  const repository = await publishFlows(join(import.meta.dirname, "flows"), join(folder, "flows.git"));
  return { config: { repository }, stop() {} };
}

async function edit(program) {
  const file = join(program, "__main__.py");
  await writeFile(file, (await readFile(file, "utf8")).replace("0 6 * * *", "0 7 * * *"));
  return "a cron in __main__.py";
}

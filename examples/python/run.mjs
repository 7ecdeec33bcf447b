import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emulators } from "../../emulators/clouds.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { publishFlows } from "../../scripts/lib/flow-repository.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

/** Runs this example with a git repository of its own, and on an emulator of AWS. */
await runMain(() => runEmulatedExample({ ...emulators.s3, name: "python", language: "python", startEmulator, edit }));

async function startEmulator(folder) {
  const repository = await publishFlows(join(import.meta.dirname, "flows"), join(folder, "flows.git"));
  const emulator = await emulators.s3.startEmulator();
  return { ...emulator, config: { ...emulator.config, repository } };
}

async function edit(program) {
  const file = join(program, "__main__.py");
  await writeFile(file, (await readFile(file, "utf8")).replace("0 6 * * *", "0 7 * * *"));
  return "a cron in __main__.py";
}

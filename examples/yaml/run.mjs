import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emulators } from "../../emulators/clouds.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

/** Runs this example on an emulator of AWS. */
await runMain(() =>
  runEmulatedExample({ ...emulators.s3, name: "yaml", language: "yaml", deployment: "report", edit }),
);

async function edit(program) {
  const file = join(program, "Pulumi.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace("0 6 * * *", "0 7 * * *"));
  return "a cron in Pulumi.yaml";
}

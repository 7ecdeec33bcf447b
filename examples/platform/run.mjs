import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAwsEmulator } from "../../emulators/aws/emulator.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { publishFlows } from "../../scripts/lib/flow-repository.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";
import { repository } from "../../scripts/lib/repository.mjs";

/** Runs this example on an emulator of AWS and a git repository on this machine. */
await runMain(() => runEmulatedExample({ name: "platform", plugin: "aws", worker: "aws-worker", startEmulator, edit }));

async function startEmulator() {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-platform-git-"));
  const url = await publishFlows(join(repository, "examples/platform/flows/ingest"), join(folder, "ingest.git"));
  const aws = await startAwsEmulator();
  return {
    ...aws,
    config: { ...aws.config, repository: url },
    async stop() {
      await aws.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A pull request that changes one file and one schedule. */
async function edit(program) {
  await appendFile(join(program, "flows/analytics/report.py"), "\n# Edited.\n");
  const file = join(program, "index.ts");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace("30 2 * * *", "45 2 * * *"));
  return "flows/analytics/report.py and of the cleanup's cron";
}

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { freePort } from "../../scripts/lib/free-port.mjs";
import { Problem, runMain } from "../../scripts/lib/problem.mjs";
import { start, stop } from "../../scripts/lib/processes.mjs";
import { findOrMakeEnvironment } from "../../scripts/lib/python.mjs";
import { repository } from "../../scripts/lib/repository.mjs";

/** Runs this example on an emulator of AWS. */
await runMain(() =>
  runEmulatedExample({ name: "s3", deployment: "s3-report", plugin: "aws", worker: "aws-worker", startEmulator }),
);

async function startEmulator() {
  const python = await findOrMakeEnvironment("moto");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = join(repository, "test/support/moto/strict_iam.py");
  const process = start(join(python, "python"), [server, "-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const emulator = {
    config: {
      "aws:region": "us-east-1",
      "aws:accessKey": "emulator",
      "aws:endpoints": JSON.stringify([{ s3: url, iam: url }]),
    },
    secretConfig: { "aws:secretKey": "emulator" },
    stop: () => stop(process),
  };
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await fetch(`${url}/moto-api/`).catch(() => undefined)) return emulator;
    await sleep(100);
  }
  await emulator.stop();
  throw new Problem("The emulator of AWS does not answer.");
}

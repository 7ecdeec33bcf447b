import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../scripts/lib/free-port.mjs";
import { Problem } from "../../scripts/lib/problem.mjs";
import { start, stop } from "../../scripts/lib/processes.mjs";
import { findOrMakeEnvironment } from "../../scripts/lib/python.mjs";

const startSeconds = 30;

/**
 * Starts S3 and IAM on this machine and in memory.
 *
 * @returns as `runEmulatedExample` wants it
 */
export async function startAwsEmulator() {
  const python = await findOrMakeEnvironment("moto");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = fileURLToPath(new URL("strict_iam.py", import.meta.url));
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
  const deadline = performance.now() + startSeconds * 1000;
  while (!(await fetch(`${url}/moto-api/`).catch(() => undefined))) {
    if (performance.now() > deadline) {
      await emulator.stop();
      throw new Problem(`The emulator of AWS does not answer after ${startSeconds} s.`);
    }
    await sleep(100);
  }
  return emulator;
}

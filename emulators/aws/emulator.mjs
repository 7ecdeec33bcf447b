import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../scripts/lib/free-port.mjs";
import { Problem } from "../../scripts/lib/problem.mjs";
import { start, stop } from "../../scripts/lib/processes.mjs";
import { findOrMakeEnvironment } from "../../scripts/lib/python.mjs";

const startSeconds = 30;

const services = ["s3", "iam", "ecs", "ec2", "logs", "secretsmanager"];

/**
 * Starts AWS on this machine and in memory.
 *
 * @param {Record<string, string>} [agent] Variables of the agent that runs what is in ECS; without them nothing does.
 * @returns as `runEmulatedExample` wants it
 */
export async function startAwsEmulator(agent = {}) {
  const python = await findOrMakeEnvironment("moto");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = fileURLToPath(new URL("strict_iam.py", import.meta.url));
  const emulating = start(join(python, "python"), [server, "-H", "127.0.0.1", "-p", String(port)], {
    stdio: "ignore",
    env: { ...process.env, ...agent },
  });
  const emulator = {
    url,
    config: {
      "aws:region": "us-east-1",
      "aws:accessKey": "emulator",
      "aws:endpoints": JSON.stringify([Object.fromEntries(services.map((service) => [service, url]))]),
    },
    secretConfig: { "aws:secretKey": "emulator" },
    stop: () => stop(emulating),
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

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../scripts/lib/free-port.mjs";
import { Problem } from "../../scripts/lib/problem.mjs";
import { start, stop } from "../../scripts/lib/processes.mjs";

const patienceSeconds = 30;

/**
 * Runs an emulator of S3 in memory while something works.
 *
 * @template T
 * @param {string} moto Folder of its commands.
 * @param {(url: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withEmulator(moto, work) {
  const port = await freePort();
  const child = start(join(moto, "moto_server"), ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  try {
    const url = `http://127.0.0.1:${port}`;
    await untilItAnswers(url);
    return await work(url);
  } finally {
    await stop(child);
  }
}

async function untilItAnswers(url) {
  const end = performance.now() + patienceSeconds * 1000;
  while (!(await fetch(`${url}/moto-api/`).catch(() => undefined))) {
    if (performance.now() > end) throw new Problem("The emulator of S3 does not answer.");
    await sleep(100);
  }
}

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../scripts/lib/free-port.mjs";
import { Problem } from "../../scripts/lib/problem.mjs";
import { start, stop } from "../../scripts/lib/processes.mjs";
import { findOrBuildFakeGcs } from "./fake-gcs.mjs";
import { Front } from "./front.mjs";

const startSeconds = 60;

/**
 * @typedef {object} GcsEmulator
 * @property {string} url Base of all its APIs: storage, IAM and `/token`.
 * @property {string} ownerToken Access token that may do everything.
 * @property {() => Promise<void>} stop
 */

/**
 * Starts Google Cloud Storage and as much of IAM as flow storage needs, on this machine and in memory.
 *
 * @returns {Promise<GcsEmulator>}
 */
export async function startGcsEmulator() {
  const folder = await findOrBuildFakeGcs();
  const [port, upstream] = await Promise.all([freePort(), freePort()]);
  const url = `http://127.0.0.1:${port}`;
  const args = ["-scheme", "http", "-backend", "memory", "-host", "127.0.0.1", "-port", String(upstream)];
  const server = start(join(folder, "fake-gcs-server"), [...args, "-external-url", url, "-log-level", "error"], {
    stdio: "ignore",
  });
  const ownerToken = randomBytes(16).toString("hex");
  const front = new Front(port, upstream, ownerToken);
  await front.listen();
  await waitUntilReady(upstream);
  return {
    url,
    ownerToken,
    async stop() {
      await front.close();
      await stop(server);
    },
  };
}

async function waitUntilReady(port) {
  const deadline = performance.now() + startSeconds * 1000;
  while (!(await fetch(`http://127.0.0.1:${port}/_internal/healthcheck`).catch(() => undefined))?.ok) {
    if (performance.now() > deadline) throw new Problem(`fake-gcs-server does not answer after ${startSeconds} s`);
    await sleep(50);
  }
}

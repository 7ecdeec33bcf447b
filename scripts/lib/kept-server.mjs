import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { keptPort } from "./free-port.mjs";
import { run } from "./processes.mjs";
import { isReady, startServer } from "./server.mjs";

const stopSeconds = 15;

/**
 * The server of a folder, which goes on when this process has ended: the one that is on, else a new one at port 4200, if that is free.
 *
 * @param {string} folder Keeps its database, settings, log, port and process id.
 * @returns {Promise<string>} The URL of its API.
 */
export async function findOrKeepServer(folder) {
  const kept = await runningServer(folder);
  if (kept && (await isReady(kept.url))) return kept.url;
  await stopKeptServer(folder);
  const start = (port) =>
    startServer({ home: join(folder, "server"), port, pages: join(folder, "pages"), isKept: true });
  // Prefect takes a port for used, too, whose connections ended in the last minute, as after `--destroy`.
  const { url, processId } = await start(await keptPort(join(folder, "port"))).catch((error) => {
    if (!error.message.includes("is already in use")) throw error;
    return start(undefined);
  });
  await writeFile(fileOf(folder), JSON.stringify({ url, processId }));
  return url;
}

/**
 * Ends the server of a folder, if it is on.
 *
 * @param {string} folder
 */
export async function stopKeptServer(folder) {
  const kept = await runningServer(folder);
  if (kept) process.kill(kept.processId, "SIGTERM");
  for (const deadline = performance.now() + stopSeconds * 1000; await runningServer(folder); await sleep(100)) {
    if (performance.now() > deadline) process.kill(-kept.processId, "SIGKILL");
  }
  await rm(fileOf(folder), { force: true });
}

const fileOf = (folder) => join(folder, "server.json");

/**
 * The server that is on. Another process may have got the id of one that has ended.
 *
 * @returns {Promise<{ url: string, processId: number } | undefined>}
 */
async function runningServer(folder) {
  const kept = await readFile(fileOf(folder), "utf8").catch(() => undefined);
  if (!kept) return undefined;
  const server = JSON.parse(kept);
  const command = await commandOf(server.processId);
  const { port } = new URL(server.url);
  return command.includes("server start") && command.includes(`--port ${port}`) ? server : undefined;
}

async function commandOf(processId) {
  const { output } = await run("ps", ["-ww", "-o", "args=", "-p", String(processId)], { mayFail: true });
  return output;
}

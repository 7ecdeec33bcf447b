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
  const kept = await readFile(fileOf(folder), "utf8").catch(() => undefined);
  if (kept) {
    const { url } = JSON.parse(kept);
    if ((await runningServer(folder)) && (await isReady(url))) return url;
    await stopKeptServer(folder);
  }
  const { url, processId } = await startServer({
    home: join(folder, "server"),
    port: await keptPort(join(folder, "port")),
    environment: { PREFECT_UI_ENABLED: "true", PREFECT_UI_STATIC_DIRECTORY: join(folder, "pages") },
    isKept: true,
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
  const processId = await runningServer(folder);
  if (processId) process.kill(processId, "SIGTERM");
  for (const deadline = performance.now() + stopSeconds * 1000; await runningServer(folder); await sleep(100)) {
    if (performance.now() > deadline) process.kill(-processId, "SIGKILL");
  }
  await rm(fileOf(folder), { force: true });
}

const fileOf = (folder) => join(folder, "server.json");

/** @returns {Promise<number | undefined>} The id of its process: another one may have got it since, and that says nothing here. */
async function runningServer(folder) {
  const kept = await readFile(fileOf(folder), "utf8").catch(() => undefined);
  if (!kept) return undefined;
  const { url, processId } = JSON.parse(kept);
  const command = await commandOf(processId);
  return command.includes("server start") && command.includes(`--port ${new URL(url).port}`) ? processId : undefined;
}

async function commandOf(processId) {
  const { output } = await run("ps", ["-ww", "-o", "args=", "-p", String(processId)], { mayFail: true });
  return output;
}

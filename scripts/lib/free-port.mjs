import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";

/** The port that a server has where nobody says otherwise. */
const usualPort = 4200;

/**
 * A TCP port of this machine that nothing listens on.
 *
 * @returns {Promise<number>}
 */
export const freePort = () => listenOn(0);

/**
 * Port 4200, else the port of last time, else any other: the first one that is free.
 *
 * @param {string} file Keeps the port for the next time.
 * @returns {Promise<number>}
 */
export async function keptPort(file) {
  const last = Number(await readFile(file, "utf8").catch(() => "0"));
  for (const port of [usualPort, last, 0]) {
    const free = await listenOn(port).catch(() => undefined);
    if (!free) continue;
    await writeFile(file, String(free));
    return free;
  }
  throw new Error("no port is free");
}

async function listenOn(wanted) {
  const listener = createServer();
  listener.listen(wanted, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address();
  listener.close();
  await once(listener, "close");
  return port;
}

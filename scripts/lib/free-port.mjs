import { once } from "node:events";
import { createServer } from "node:net";

/**
 * A TCP port of this machine that nothing listens on.
 *
 * @param {number} [preferred] Taken if it is free.
 * @returns {Promise<number>}
 */
export async function freePort(preferred = 0) {
  const listener = createServer();
  try {
    listener.listen(preferred, "127.0.0.1");
    await once(listener, "listening");
  } catch (error) {
    if (preferred && error.code === "EADDRINUSE") return freePort();
    throw error;
  }
  const { port } = listener.address();
  listener.close();
  await once(listener, "close");
  return port;
}

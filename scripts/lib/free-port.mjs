import { once } from "node:events";
import { createServer } from "node:net";

/**
 * A TCP port of this machine that nothing listens on.
 *
 * @returns {Promise<number>}
 */
export async function freePort() {
  const listener = createServer();
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address();
  listener.close();
  await once(listener, "close");
  return port;
}

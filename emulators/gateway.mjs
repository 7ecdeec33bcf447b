import { createServer, connect as open } from "node:net";
import { networkInterfaces } from "node:os";
import { Problem } from "../scripts/lib/problem.mjs";

/** An address of this machine that is not its loopback one. */
export function ownAddress() {
  const addresses = Object.values(networkInterfaces()).flat();
  const outer = addresses.find(({ family, internal }) => family === "IPv4" && !internal);
  if (!outer)
    throw new Problem("This machine has no address but the loopback one, and workers of a cloud need another.");
  return outer.address;
}

/**
 * Another address for a server that is reached by the loopback one.
 *
 * @param {string} apiUrl
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function openGateway(apiUrl) {
  const { port, pathname } = new URL(apiUrl);
  const address = ownAddress();
  const gateway = createServer((incoming) => {
    const onward = open(Number(port), "127.0.0.1");
    for (const socket of [incoming, onward]) {
      socket.on("error", () => {
        incoming.destroy();
        onward.destroy();
      });
    }
    incoming.pipe(onward).pipe(incoming);
  });
  await new Promise((ready) => gateway.listen(0, address, ready));
  return { url: `http://${address}:${gateway.address().port}${pathname}`, close: () => gateway.close() };
}

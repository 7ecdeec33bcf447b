import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { cachedFolder, digestOfFolders } from "../../scripts/lib/cache.mjs";
import { freePort } from "../../scripts/lib/free-port.mjs";
import { buildGo, requireGo } from "../../scripts/lib/go.mjs";
import { Problem } from "../../scripts/lib/problem.mjs";
import { start, stop } from "../../scripts/lib/processes.mjs";
import { step } from "../../scripts/lib/progress.mjs";

const source = fileURLToPath(new URL("proxy", import.meta.url));
const patienceSeconds = 10;

/** The folder with the proxy, built on first use. */
export async function findOrBuildProxy() {
  return cachedFolder(`upload-proxy-${await digestOfFolders(source)}`, async (folder) => {
    await requireGo("The proxy of the benchmark");
    await step("Building a proxy", () => buildGo(source, ".", join(folder, "proxy")));
  });
}

/** Stands before a store, makes each request wait as a network would, and counts. */
export class CountingProxy {
  #process;

  /**
   * @param {string} folder That of the proxy.
   * @param {string} target URL of the store.
   * @param {number} latency Of one request and its answer, in milliseconds.
   */
  static async start(folder, target, latency) {
    const proxy = new CountingProxy();
    const address = `127.0.0.1:${await freePort()}`;
    proxy.url = `http://${address}`;
    proxy.#process = start(join(folder, "proxy"), [address, target, `${latency}ms`], { stdio: "ignore" });
    const end = performance.now() + patienceSeconds * 1000;
    while (!(await proxy.take().catch(() => undefined))) {
      if (performance.now() > end) throw new Problem("The proxy of the benchmark does not answer.");
      await sleep(50);
    }
    return proxy;
  }

  /**
   * What has passed since the last time.
   *
   * @returns {Promise<{ requests: Record<string, number>, sending: number }>} Requests by method, and the seconds from the
   *   first one to the last answer.
   */
  take = async () => (await fetch(`${this.url}/-/seen`)).json();

  stop = () => stop(this.#process);
}

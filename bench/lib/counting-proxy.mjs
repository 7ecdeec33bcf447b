import { once } from "node:events";
import { Agent, createServer, request } from "node:http";

/** Parts of a path that stand for one object. */
const identities = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<=\/name\/)[^/]+(\/[^/]+)?/g;

/** Stands before a server, and counts the calls by route and status. */
export class CountingProxy {
  #calls = new Map();
  #server;

  /** @param {string} target Base of the server's API. */
  static async start(target) {
    const proxy = new CountingProxy();
    const { hostname, port, pathname } = new URL(target);
    const agent = new Agent({ keepAlive: true });
    proxy.#server = createServer((incoming, outgoing) => {
      const { method, url, headers } = incoming;
      const onward = request({ hostname, port, agent, method, path: url, headers }, (answer) => {
        const route = `${method} ${new URL(url, target).pathname.replace(pathname, "").replace(identities, "{id}")}`;
        const call = `${route} ${answer.statusCode}`;
        proxy.#calls.set(call, (proxy.#calls.get(call) ?? 0) + 1);
        outgoing.writeHead(answer.statusCode, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on("error", () => outgoing.destroy());
      incoming.pipe(onward);
    });
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    proxy.url = `http://127.0.0.1:${proxy.#server.address().port}${pathname}`;
    return proxy;
  }

  /** The calls since the last time, by route and status. */
  take() {
    const calls = Object.fromEntries([...this.#calls].sort(([one], [other]) => one.localeCompare(other)));
    this.#calls.clear();
    return calls;
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** Stands before a store, makes each request wait as a network would, and counts. Connections cost nothing. */
export class DelayedProxy {
  #methods = {};
  #firstRequest;
  #lastAnswer;
  #server;

  /** @param {string} url Of the store. @param {number} latency Of one request and its answer, in milliseconds. */
  static async start(url, latency) {
    const proxy = new DelayedProxy();
    const { hostname, port } = new URL(url);
    const agent = new Agent({ keepAlive: true });
    proxy.#server = createServer(async (incoming, outgoing) => {
      proxy.#note(incoming.method);
      const body = await bodyOf(incoming);
      await sleep(latency);
      const { expect, ...headers } = incoming.headers;
      const onward = request(
        { hostname, port, agent, method: incoming.method, path: incoming.url, headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode, answer.headers);
          answer.pipe(outgoing);
          outgoing.once("finish", () => {
            proxy.#lastAnswer = performance.now();
          });
        },
      );
      onward.on("error", () => outgoing.destroy());
      onward.end(body);
    });
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  #note(method) {
    this.#firstRequest ??= performance.now();
    this.#methods[method] = (this.#methods[method] ?? 0) + 1;
  }

  reset() {
    this.#methods = {};
    this.#firstRequest = undefined;
  }

  /** Requests by method, and the milliseconds from the first one to the last answer. */
  seen() {
    const sending = this.#firstRequest === undefined ? 0 : this.#lastAnswer - this.#firstRequest;
    return { requests: { ...this.#methods }, sending };
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

async function bodyOf(incoming) {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

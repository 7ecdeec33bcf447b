import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Stands between the package and a server and counts what passes. */
export class CountingProxy {
  readonly #counts = new Map<string, number>();

  private constructor(
    private readonly server: Server,
    /** Base of the API through the proxy. */
    readonly url: string,
  ) {}

  /**
   * @param options `key`: requests without it are refused, as a gateway before a server does; `version`: what the server
   * is said to be; `host`: the address of this machine under which it is reached
   */
  static async start(
    target: string,
    options: { key?: string; version?: string; host?: string } = {},
  ): Promise<CountingProxy> {
    const { key, version, host = "127.0.0.1" } = options;
    const { hostname, port, pathname } = new URL(target);
    const server = createServer((incoming, outgoing) => {
      const { method, url, headers } = incoming;
      if (key && headers.authorization !== `Bearer ${key}`) {
        outgoing
          .writeHead(401, { "content-type": "application/json" })
          .end('{"detail":"Invalid authentication credentials"}');
        return;
      }
      if (version && url?.endsWith("/admin/version")) {
        outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(version));
        return;
      }
      const onward = request({ hostname, port, method, path: url, headers, agent: false }, (answer) => {
        proxy.#count(`${method} ${url!.replace(uuid, "{id}")} ${answer.statusCode}`);
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on("error", () => outgoing.destroy());
      incoming.pipe(onward);
    });
    await new Promise<void>((ready) => server.listen(0, host, ready));
    const proxy = new CountingProxy(server, `http://${host}:${(server.address() as AddressInfo).port}${pathname}`);
    return proxy;
  }

  #count(call: string): void {
    this.#counts.set(call, (this.#counts.get(call) ?? 0) + 1);
  }

  /** Calls since the last reset, by method, path and status. */
  get calls(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  reset(): void {
    this.#counts.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

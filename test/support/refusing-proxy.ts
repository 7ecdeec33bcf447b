import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands before a server and refuses some requests, as a rule in between or a broken connection would. */
export class RefusingProxy {
  #refused: RegExp | undefined;

  private constructor(
    private readonly server: Server,
    /** Base of the API through the proxy. */
    readonly url: string,
  ) {}

  static async start(target: string): Promise<RefusingProxy> {
    const { hostname, port, pathname } = new URL(target);
    const server = createServer((incoming, outgoing) => {
      const { method, url, headers } = incoming;
      if (proxy.#refused?.test(`${method} ${url!.slice(pathname.length)}`)) {
        incoming.resume().on("end", () => outgoing.writeHead(403).end('{"detail":"refused on the way"}'));
        return;
      }
      const onward = request({ hostname, port, method, path: url, headers, agent: false }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on("error", () => outgoing.destroy());
      incoming.pipe(onward);
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const proxy = new RefusingProxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`);
    return proxy;
  }

  /** @param requests method and path of those to refuse from now on, such as `/^POST \\/flows\\//` */
  refuse(requests: RegExp | undefined): void {
    this.#refused = requests;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(() => done()));
  }
}

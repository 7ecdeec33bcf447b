import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that changes something. */
export interface Recorded {
  /** Such as `POST /deployments/`. */
  call: string;
  body: any;
}

/** Stands between a client and a server and keeps what is sent to change it. */
export class RecordingProxy {
  #recorded: Recorded[] = [];

  private constructor(
    private readonly server: Server,
    /** Base of the API through the proxy. */
    readonly url: string,
  ) {}

  static async start(target: string): Promise<RecordingProxy> {
    const { hostname, port, pathname } = new URL(target);
    const server = createServer((incoming, outgoing) => {
      const { method = "", url = "", headers } = incoming;
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk) => chunks.push(chunk));
      incoming.on("end", () => {
        const body = Buffer.concat(chunks);
        const call = `${method} ${url.slice(pathname.length)}`;
        if (method !== "GET" && !call.includes("/filter"))
          proxy.#recorded.push({ call, body: body.length > 0 ? JSON.parse(body.toString()) : undefined });
        const onward = request({ hostname, port, method, path: url, headers, agent: false }, (answer) => {
          outgoing.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(outgoing);
        });
        onward.on("error", () => outgoing.destroy());
        onward.end(body);
      });
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const proxy = new RecordingProxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`);
    return proxy;
  }

  /** What was sent since the last time. */
  take(): Recorded[] {
    const recorded = this.#recorded;
    this.#recorded = [];
    return recorded;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

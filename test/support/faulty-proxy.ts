import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer of S3 that the emulator does not give by itself. */
export interface Fault {
  status: number;
  code: string;
  message: string;
  /** Requests that get it; the next ones pass. */
  times: number;
  /** Name of a header without which a request passes. */
  header?: string;
}

/** Stands before an emulator of S3 and answers the first requests with a fault. */
export class FaultyProxy {
  #fault: Fault | undefined;
  /** Requests that got the fault, since it was set. */
  failed = 0;
  /** Requests that passed, since it was set. */
  passed = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(target: string): Promise<FaultyProxy> {
    const { hostname, port } = new URL(target);
    const server = createServer((incoming, outgoing) => {
      const { method, url, headers } = incoming;
      const fault = proxy.#fault;
      const isMeant = fault?.header === undefined || fault.header in headers;
      if (fault && isMeant && proxy.failed < fault.times) {
        proxy.failed++;
        incoming.resume();
        incoming.on("end", () => {
          outgoing.writeHead(fault.status, { "content-type": "application/xml" });
          outgoing.end(`<Error><Code>${fault.code}</Code><Message>${fault.message}</Message></Error>`);
        });
        return;
      }
      proxy.passed++;
      const onward = request({ hostname, port, method, path: url, headers, agent: false }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on("error", () => outgoing.destroy());
      incoming.pipe(onward);
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const proxy = new FaultyProxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return proxy;
  }

  fail(fault: Fault): void {
    this.#fault = fault;
    this.failed = 0;
    this.passed = 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

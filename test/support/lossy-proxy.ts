import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** How an answer is lost: the first way loses the request too. */
export type Loss = "reset before" | "reset after" | "half an answer" | "503 after" | "502 before";

/** Stands between the package and a server and loses the answers it is told to lose. */
export class LossyProxy {
  readonly #losses: { call: string; loss: Loss }[] = [];

  private constructor(
    private readonly server: Server,
    /** Base of the API through the proxy. */
    readonly url: string,
  ) {}

  static async start(target: string): Promise<LossyProxy> {
    const { hostname, port, pathname } = new URL(target);
    const server = createServer((incoming, outgoing) => {
      const { method, url = "", headers } = incoming;
      const loss = proxy.#next(`${method} ${url.slice(pathname.length)}`);
      if (loss === "reset before") {
        incoming.resume().on("end", () => outgoing.destroy());
        return;
      }
      if (loss === "502 before") {
        incoming.resume().on("end", () => outgoing.writeHead(502).end());
        return;
      }
      const onward = request({ hostname, port, method, path: url, headers, agent: false }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("end", () => {
          const body = Buffer.concat(chunks);
          if (loss === "reset after") outgoing.destroy();
          else if (loss === "503 after") outgoing.writeHead(503).end();
          else {
            outgoing.writeHead(answer.statusCode!, answer.headers);
            if (loss) outgoing.write(body.subarray(0, body.length / 2), () => outgoing.destroy());
            else outgoing.end(body);
          }
        });
      });
      onward.on("error", () => outgoing.destroy());
      incoming.pipe(onward);
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const proxy = new LossyProxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`);
    return proxy;
  }

  /** Loses the answer to the next such call: `POST /automations/`. */
  lose(call: string, loss: Loss): void {
    this.#losses.push({ call, loss });
  }

  /** Answers that are still to be lost. */
  get waiting(): number {
    return this.#losses.length;
  }

  #next(call: string): Loss | undefined {
    const place = this.#losses.findIndex((one) => one.call === call);
    return place < 0 ? undefined : this.#losses.splice(place, 1)[0]!.loss;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

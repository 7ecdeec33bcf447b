import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "./registry";

/** Stands before a registry and does what Azure's does besides: it exchanges a token of Azure for one of its own. */
export class AzureRegistry {
  private constructor(
    private readonly server: Server,
    /** Host and port. */
    readonly address: string,
  ) {}

  /** @param token which is both Azure's and the registry's */
  static async start(registry: Registry, token: string): Promise<AzureRegistry> {
    const [hostname, port] = registry.address.split(":");
    const server = createServer(async (incoming, outgoing) => {
      const { method, url, headers } = incoming;
      if (url === "/oauth2/exchange") {
        const form = new URLSearchParams(Buffer.concat(await incoming.toArray()).toString());
        outgoing.writeHead(form.get("access_token") === token ? 200 : 401, { "content-type": "application/json" });
        outgoing.end(JSON.stringify({ refresh_token: token }));
        return;
      }
      const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on("error", () => outgoing.destroy());
      incoming.pipe(onward);
    });
    await new Promise<void>((ready) => server.listen(0, ready));
    return new AzureRegistry(server, `localhost:${(server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

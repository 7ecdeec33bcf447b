import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "../registry/registry";

/**
 * Stands before a registry and does what Azure's does besides: it gives out tokens of Azure, and
 * exchanges them for some of its own.
 */
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
      if (url?.startsWith("/identity")) {
        const expires_on = String(Math.floor(Date.now() / 1000) + 3600);
        outgoing.writeHead(200, { "content-type": "application/json" });
        outgoing.end(JSON.stringify({ access_token: token, expires_on, token_type: "Bearer" }));
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

  /** What a process needs that has an identity of Azure. */
  get environment(): Record<string, string> {
    return { IDENTITY_ENDPOINT: `http://${this.address}/identity`, IDENTITY_HEADER: "stack" };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

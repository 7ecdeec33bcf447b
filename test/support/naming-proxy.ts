import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";

/** An HTTP proxy that takes one name for a server of this machine, and lets the rest through. */
export class NamingProxy {
  private constructor(
    private readonly server: Server,
    /** The server forgets a connection once it is a tunnel. */
    private readonly tunnels: ReadonlySet<Duplex>,
  ) {}

  /** @param port where the server of that name listens */
  static async start(name: string, port: number): Promise<NamingProxy> {
    const server = createServer();
    const tunnels = new Set<Duplex>();
    server.on("connect", ({ url }, client, head) => {
      tunnels.add(client);
      client.on("close", () => tunnels.delete(client));
      const { hostname, port: asked } = new URL(`https://${url}`);
      const target = hostname === name ? connect(port, "127.0.0.1") : connect(Number(asked || 443), hostname);
      target.on("connect", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        target.write(head);
        target.pipe(client).pipe(target);
      });
      target.on("error", () => client.destroy());
      client.on("error", () => target.destroy());
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new NamingProxy(server, tunnels);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    for (const tunnel of this.tunnels) tunnel.destroy();
    await new Promise((closed) => this.server.close(closed));
  }
}

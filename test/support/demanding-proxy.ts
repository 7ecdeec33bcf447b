import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Certificate } from "./certificate";

/** What a proxy wants to be shown. */
export interface Demands {
  /** Who signs the certificates of clients. */
  authority?: Certificate;
  /** User and password of basic auth, with a colon between them. */
  user?: string;
  headers?: Record<string, string>;
}

/** Stands before a server, over TLS, and lets those through who show it what it demands. Others get its web pages. */
export class DemandingProxy {
  /** Requests that were let through. */
  passed = 0;

  private constructor(
    private readonly server: Server,
    /** Base of the API through the proxy. */
    readonly url: string,
  ) {}

  /** @param identity the proxy's own certificate, for the host `localhost` */
  static async start(target: string, identity: Certificate, demands: Demands): Promise<DemandingProxy> {
    const { hostname, port, pathname } = new URL(target);
    const { authority } = demands;
    const options = {
      ...identity,
      requestCert: authority !== undefined,
      rejectUnauthorized: false,
      ca: authority?.cert,
    };
    const server = createServer(options, (incoming, outgoing) => {
      if (refuses(demands, incoming, outgoing)) return;
      proxy.passed += 1;
      const { method, url, headers } = incoming;
      const { authorization: _, ...others } = headers;
      const onward = request({ hostname, port, method, path: url, headers: others, agent: false }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on("error", () => outgoing.destroy());
      incoming.pipe(onward);
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const proxy = new DemandingProxy(server, `https://localhost:${(server.address() as AddressInfo).port}${pathname}`);
    return proxy;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

/** Answers with the page of what is missing, in the way of nginx. */
function refuses(demands: Demands, { socket, headers }: IncomingMessage, answer: ServerResponse): boolean {
  const page = (status: number, title: string, more: Record<string, string> = {}) => {
    answer.writeHead(status, { "content-type": "text/html", connection: "close", ...more });
    answer.end(`<html><head><title>${status} ${title}</title></head><body></body></html>`);
    return true;
  };
  if (demands.authority && !(socket as TLSSocket).authorized) return page(400, "No required SSL certificate was sent");
  const authorization = demands.user && `Basic ${Buffer.from(demands.user).toString("base64")}`;
  if (authorization && headers.authorization !== authorization) {
    return page(401, "Authorization Required", { "www-authenticate": 'Basic realm="flows"' });
  }
  const missing = Object.entries(demands.headers ?? {}).some(([name, value]) => headers[name.toLowerCase()] !== value);
  return missing && page(403, "Forbidden");
}

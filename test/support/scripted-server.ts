import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What arrived. */
export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: unknown;
  /** The client's port: the same one for requests that share a connection. */
  connection: number | undefined;
}

type Answer = (received: Received, response: ServerResponse) => void;

/** An HTTP server that misbehaves as it is told: each request gets the next answer, the last one for ever. */
export class ScriptedServer {
  readonly received: Received[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(...answers: Answer[]): Promise<ScriptedServer> {
    const server = createServer((request, response) => {
      let text = "";
      request.on("data", (data) => {
        text += data;
      });
      request.on("end", () => {
        const { method = "", url = "", headers } = request;
        const received = {
          method,
          path: url.replace(/^\/api/, ""),
          headers,
          body: text && JSON.parse(text),
          connection: request.socket.remotePort,
        };
        scripted.received.push(received);
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        answer!(received, response);
      });
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const scripted = new ScriptedServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`);
    return scripted;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** Comes back at the same address. */
  async startAgain(): Promise<void> {
    await new Promise<void>((ready) => this.server.listen(Number(new URL(this.url).port), "127.0.0.1", ready));
  }
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

/** Ends the connection without an answer. */
export const reset: Answer = (_, response) => {
  response.destroy();
};

/** Ends the connection in the middle of an answer that has a length. */
export const halfAnAnswer =
  (status: number, body: unknown): Answer =>
  (_, response) => {
    const text = JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json", "content-length": text.length });
    response.write(text.slice(0, text.length / 2), () => response.destroy());
  };

/** Ends the connection in the middle of an answer, in a way that looks like its end. */
export const cutAnswer =
  (body: unknown): Answer =>
  (_, response) => {
    const text = JSON.stringify(body);
    response.writeHead(200, { "content-type": "application/json" }).end(text.slice(0, text.length / 2));
  };

/** Never answers. */
export const silence: Answer = () => {};

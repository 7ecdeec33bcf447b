import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { chance } from "./chance";

/** How an answer is lost. `before`: the request is lost too; `after`: the server has done what was asked. */
export type Loss =
  | "reset before"
  | "reset after"
  | "half an answer"
  | "429 before"
  | "502 before"
  | "503 after"
  | "late answer";

/** Answers that are lost all over. */
interface RandomLoss {
  loss: Loss;
  /** Part of all calls, from 0 to 1. */
  share: number;
  /** The same seed loses the same calls. */
  seed: number;
  /** How often one and the same call is lost running. */
  mostRunning: number;
}

/** Milliseconds by which a late answer is late. */
export const lateness = 9_000;

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Stands between the package and a server and loses the answers it is told to lose. */
export class LossyProxy {
  readonly #losses: { call: string; loss: Loss }[] = [];
  #random: RandomLoss | undefined;
  /** How often a call came, and how often running it was lost. */
  readonly #calls = new Map<string, { came: number; running: number }>();
  /** Calls that came so far. */
  came = 0;
  /** Answers that were lost so far. */
  lost = 0;

  private constructor(
    private readonly server: Server,
    /** Base of the API through the proxy. */
    readonly url: string,
  ) {}

  static async start(target: string): Promise<LossyProxy> {
    const { hostname, port, pathname } = new URL(target);
    const server = createServer(async (incoming, outgoing) => {
      const { method, url = "" } = incoming;
      const loss = proxy.#next(`${method} ${url.slice(pathname.length)}`);
      if (loss?.endsWith("before")) loseRequest(incoming, outgoing, loss);
      else {
        const body = await buffer(incoming);
        passOn({ hostname, port }, incoming, body, outgoing, loss);
      }
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

  /** From now on loses the answers to a part of all calls. */
  loseSome(random: RandomLoss): void {
    this.#random = random;
    this.#calls.clear();
  }

  /** From now on loses nothing. */
  loseNothing(): void {
    this.#random = undefined;
  }

  #next(call: string): Loss | undefined {
    const loss = this.#told(call) ?? this.#drawn(call.replace(uuid, "{id}"));
    this.came++;
    if (loss) this.lost++;
    return loss;
  }

  #told(call: string): Loss | undefined {
    const place = this.#losses.findIndex((one) => one.call === call);
    return place < 0 ? undefined : this.#losses.splice(place, 1)[0]!.loss;
  }

  #drawn(call: string): Loss | undefined {
    if (!this.#random) return undefined;
    const { loss, share, seed, mostRunning } = this.#random;
    const { came, running } = this.#calls.get(call) ?? { came: 0, running: 0 };
    const isLost = running < mostRunning && chance(seed, call, came) < share;
    this.#calls.set(call, { came: came + 1, running: isLost ? running + 1 : 0 });
    return isLost ? loss : undefined;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

function loseRequest(incoming: IncomingMessage, outgoing: ServerResponse, loss: Loss): void {
  incoming.resume().on("end", () => {
    if (loss === "reset before") outgoing.destroy();
    else outgoing.writeHead(Number.parseInt(loss, 10)).end();
  });
}

function passOn(
  target: { hostname: string; port: string },
  incoming: IncomingMessage,
  content: Buffer,
  outgoing: ServerResponse,
  loss: Loss | undefined,
): void {
  const { method, url, headers } = incoming;
  const onward = request({ ...target, method, path: url, headers, agent: false }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on("data", (chunk) => chunks.push(chunk));
    answer.on("end", async () => {
      const body = Buffer.concat(chunks);
      if (loss === "reset after") outgoing.destroy();
      else if (loss === "503 after") outgoing.writeHead(503).end();
      else {
        if (loss === "late answer") await sleep(lateness);
        outgoing.writeHead(answer.statusCode!, answer.headers);
        if (loss === "half an answer") outgoing.write(body.subarray(0, body.length / 2), () => outgoing.destroy());
        else outgoing.end(body);
      }
    });
  });
  onward.on("error", () => outgoing.destroy());
  onward.end(content);
}

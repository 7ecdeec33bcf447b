import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { freePort } from "../free-port";

/** The key of moto's account, which may do everything. */
export const rootKey = { accessKeyId: "root", secretAccessKey: "root" };

/** How the agent runs what is in ECS. */
export interface EcsAgent {
  /** Folder with the `python` that containers run with, and with what their images would have. */
  python: string;
  /** Seconds between checks of a container's health. @default what its task definition says */
  healthSeconds?: number;
  /** Seconds that a container has to end. @default what its task definition says */
  stopSeconds?: number;
}

/** An emulator of AWS in memory, in which policies are evaluated once that is asked for. */
export class Moto {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
  ) {}

  /** @param agent without one, what is in ECS is written down and does not run */
  static async start(agent?: EcsAgent): Promise<Moto> {
    const python = process.env.PULUMI_SYNTASK_MOTO;
    if (!python) throw new Error("no emulator of AWS: run the tests with `npm test`");
    const port = await freePort();
    const child = spawn(
      join(python, "python"),
      [join(__dirname, "strict_iam.py"), "-H", "127.0.0.1", "-p", String(port)],
      { stdio: "ignore", env: { ...process.env, MOTO_S3_CUSTOM_ENDPOINTS: "", ...(agent && variablesOf(agent)) } },
    );
    const moto = new Moto(`http://127.0.0.1:${port}`, child);
    for (let attempt = 0; attempt < 200; attempt++) {
      if (await fetch(`${moto.url}/moto-api/`).catch(() => undefined)) return moto;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the emulator of AWS does not answer");
  }

  /** From now on a request needs a key that exists, and a policy that allows it. */
  async enforcePolicies(): Promise<void> {
    await this.#set("0");
  }

  /** From now on everybody may do everything. */
  async allowEverything(): Promise<void> {
    await this.#set("inf");
  }

  /** Settings of an SDK's client. */
  client(credentials = rootKey) {
    return { endpoint: this.url, region: "us-east-1", credentials, forcePathStyle: true };
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.process.once("exit", done));
    this.process.kill();
    await ended;
  }

  async #set(callsWithoutCheck: string): Promise<void> {
    await fetch(`${this.url}/moto-api/reset-auth`, {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body: callsWithoutCheck,
    });
  }
}

const variablesOf = ({ python, healthSeconds = 0, stopSeconds = 0 }: EcsAgent) => ({
  ECS_AGENT_PYTHON: python,
  ECS_AGENT_HEALTH_SECONDS: String(healthSeconds),
  ECS_AGENT_STOP_SECONDS: String(stopSeconds),
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const script = join(resolve(__dirname, "../.."), "scripts/docker/run-registry.mjs");

export interface RegistryUser {
  username: string;
  password: string;
}

/** A registry of images on this machine, which wants a user for everything: see `scripts/docker`. */
export class Registry {
  private constructor(
    private readonly process: ChildProcess,
    /** Host and port. */
    readonly address: string,
    readonly user: RegistryUser,
  ) {}

  static async start(): Promise<Registry> {
    const child = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] });
    for await (const line of createInterface(child.stdout)) {
      if (!line.startsWith("{")) continue;
      const { address, user } = JSON.parse(line);
      return new Registry(child, address, user);
    }
    throw new Error("the registry of images did not start");
  }

  request(
    method: string,
    path: string,
    { username, password } = this.user,
    body?: string,
    contentType = "application/octet-stream",
  ): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    const headers = { authorization, "content-type": contentType };
    return fetch(`http://${this.address}${path}`, { method, headers, body });
  }

  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.stdin!.end();
    await ended;
  }
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A user of the registry. */
export const user = { username: "worker", password: "sesame-7f3a" };

/** Its bcrypt hash, as `htpasswd -B` writes it. */
const hashed = "$2b$12$rYFK/Jub4oh3Iq172ZiDQubEnRBGfqIG2D/cVDiURMAj.Cwo7vYwC";

/** A registry of images on this machine, which wants a user for everything. */
export class Registry {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    /** Host and port. */
    readonly address: string,
  ) {}

  static async start(): Promise<Registry> {
    const binaries = process.env.PULUMI_SYNTASK_REGISTRY;
    if (!binaries) throw new Error("no registry: run the tests with `npm test`");
    const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-registry-"));
    const address = `localhost:${await freePort()}`;
    await writeFile(join(folder, "htpasswd"), `${user.username}:${hashed}\n`);
    await writeFile(join(folder, "config.yml"), configuration(folder, address));
    const child = spawn(join(binaries, "registry"), ["serve", join(folder, "config.yml")], { stdio: "ignore" });
    const registry = new Registry(child, folder, address);
    while ((await registry.request("GET", "/v2/").catch(() => undefined))?.status !== 200) await sleep(100);
    return registry;
  }

  request(
    method: string,
    path: string,
    { username, password } = user,
    body?: string,
    contentType = "application/octet-stream",
  ): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    const headers = { authorization, "content-type": contentType };
    return fetch(`http://${this.address}${path}`, { method, headers, body });
  }

  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.kill();
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

const configuration = (folder: string, address: string): string => `version: 0.1
log: { level: error }
storage:
  filesystem: { rootdirectory: ${join(folder, "images")} }
  delete: { enabled: true }
http: { addr: "${address}" }
auth:
  htpasswd: { realm: registry, path: ${join(folder, "htpasswd")} }
`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

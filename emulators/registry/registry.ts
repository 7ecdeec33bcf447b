import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const script = join(__dirname, "run.mjs");

export interface RegistryUser {
  username: string;
  password: string;
}

/** A registry of images on this machine, which wants a user for everything. */
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

  /** Pushes an image without layers under a tag, and returns its digest. */
  async push(repository: string, tag: string, { architecture = "amd64", label = "" } = {}): Promise<string> {
    const config = JSON.stringify({
      architecture,
      os: "linux",
      config: { Labels: { label } },
      rootfs: { type: "layers" },
    });
    const { headers } = await this.request("POST", `/v2/${repository}/blobs/uploads/`);
    const place = new URL(headers.get("location")!);
    place.searchParams.set("digest", digestOf(config));
    await this.request("PUT", place.pathname + place.search, this.user, config);
    const type = "application/vnd.oci.image.manifest.v1+json";
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: type,
      config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: digestOf(config), size: config.length },
      layers: [],
    });
    const path = `/v2/${repository}/manifests/${tag}`;
    const { status } = await this.request("PUT", path, this.user, manifest, type);
    if (status !== 201) throw new Error(`the registry answers ${status} to a push`);
    return digestOf(manifest);
  }

  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.stdin!.end();
    await ended;
  }
}

const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

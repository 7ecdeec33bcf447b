import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BlobServiceClient, type ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";

const program = join(resolve(__dirname, "../.."), "node_modules/azurite/dist/src/blob/main.js");

/** A storage account of Azure on this machine. */
export class Azurite {
  private constructor(
    private readonly process: ChildProcess,
    readonly account: string,
    readonly keys: readonly [string, string],
    /** URL of the account's blobs. */
    readonly endpoint: string,
  ) {}

  static async start(account = "flowcode"): Promise<Azurite> {
    const keys = [randomBytes(64).toString("base64"), randomBytes(64).toString("base64")] as const;
    const port = await freePort();
    const options = ["--blobPort", String(port), "--inMemoryPersistence", "--silent", "--skipApiVersionCheck"];
    const child = spawn(process.execPath, [program, ...options, "--disableTelemetry"], {
      env: { ...process.env, AZURITE_ACCOUNTS: `${account}:${keys.join(":")}` },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const url = `http://127.0.0.1:${port}`;
    for (let attempt = 0; attempt < 300; attempt++) {
      if (await fetch(url).catch(() => undefined)) return new Azurite(child, account, keys, `${url}/${account}`);
      await sleep(100);
    }
    throw new Error("the emulator of Azure did not start");
  }

  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.kill();
    await ended;
  }

  container(name: string): ContainerClient {
    const credential = new StorageSharedKeyCredential(this.account, this.keys[0]);
    return new BlobServiceClient(this.endpoint, credential).getContainerClient(name);
  }

  async put(container: string, key: string, content: string): Promise<void> {
    await this.container(container).getBlockBlobClient(key).upload(content, Buffer.byteLength(content));
  }

  async names(container: string): Promise<string[]> {
    const names: string[] = [];
    for await (const { name } of this.container(container).listBlobsFlat()) names.push(name);
    return names;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { BlobServiceClient, type ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";

const script = join(__dirname, "run.mjs");
const group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/flows";

/** Somebody who gets tokens. */
export interface Identity {
  principalId: string;
  secret: string;
}

/** Storage accounts with identities and roles, on this machine. */
export class AzureEmulator {
  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
    readonly secureUrl: string,
    private readonly certificate: string,
    /** May do everything in the resource manager, and nothing with blobs. */
    readonly owner: Identity,
  ) {}

  static async start(): Promise<AzureEmulator> {
    const child = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] });
    for await (const line of createInterface(child.stdout)) {
      if (!line.startsWith("{")) continue;
      const { url, secureUrl, certificate, owner } = JSON.parse(line);
      return new AzureEmulator(child, url, secureUrl, certificate, owner);
    }
    throw new Error("the emulator of Azure did not start");
  }

  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.stdin!.end();
    await ended;
  }

  /** What a stack needs to use it, as Pulumi's provider names it. */
  get config(): Record<string, string> {
    return {
      "azure-native:subscriptionId": group.split("/")[2]!,
      "azure-native:metadataHost": this.secureUrl,
      "azure-native:location": "westeurope",
    };
  }

  /** The args of a provider with an identity of its own, for a process that has {@link environment}. */
  provider({ principalId, secret }: Identity, subscriptionId: string): Record<string, unknown> {
    return {
      subscriptionId,
      metadataHost: this.secureUrl,
      location: "westeurope",
      tenantId: "00000000-0000-0000-0000-000000000009",
      clientId: principalId,
      clientSecret: secret,
      disableInstanceDiscovery: true,
    };
  }

  /** What a process of somebody needs. */
  environment({ secret }: Identity): Record<string, string> {
    return {
      IDENTITY_ENDPOINT: `${this.secureUrl}/identity`,
      IDENTITY_HEADER: secret,
      AZURE_AUTHORITY_HOST: this.secureUrl,
      NODE_EXTRA_CA_CERTS: this.certificate,
      REQUESTS_CA_BUNDLE: this.certificate,
    };
  }

  makeIdentity = (): Promise<Identity> => this.control("POST", "identities");

  /** Lets new roles work only after a while, as at Azure. */
  delay = (roleSeconds: number): Promise<unknown> => this.control("PUT", "delays", { roleSeconds });

  /** What was asked of blobs since the last reset, such as `PUT /flows/etl/hello.py 201`. */
  calls = (): Promise<string[]> => this.control("GET", "calls");
  resetCalls = (): Promise<unknown> => this.control("DELETE", "calls");

  /** The container groups that were started, whether or not they are there still. */
  containerGroups = (): Promise<any[]> => this.control("GET", "container-groups");

  async makeAccount(name: string): Promise<void> {
    await this.manage("PUT", accountId(name), { kind: "StorageV2" });
  }

  async key(account: string, keyName = "key1"): Promise<string> {
    const { keys } = await this.manage("POST", `${accountId(account)}/listKeys`);
    return keys.find((key: { keyName: string }) => key.keyName === keyName).value;
  }

  renewKey = (account: string, keyName: string): Promise<unknown> =>
    this.manage("POST", `${accountId(account)}/regenerateKey`, { keyName });

  /** A container, as somebody with a key of the account sees it. */
  async container(account: string, name: string): Promise<ContainerClient> {
    const credential = new StorageSharedKeyCredential(account, await this.key(account));
    return new BlobServiceClient(this.endpoint(account), credential).getContainerClient(name);
  }

  endpoint = (account: string): string => `${this.url}/${account}`;

  /** Its id in the resource manager. */
  accountId = accountId;

  async put(account: string, container: string, key: string, content: string): Promise<void> {
    const client = await this.container(account, container);
    await client.getBlockBlobClient(key).upload(content, Buffer.byteLength(content));
  }

  async keys(account: string, container: string): Promise<string[]> {
    const names: string[] = [];
    for await (const { name } of (await this.container(account, container)).listBlobsFlat()) names.push(name);
    return names;
  }

  hasAccount = async (name: string): Promise<boolean> => (await this.#call("GET", accountId(name))).status === 200;

  async manage(method: string, path: string, body?: unknown): Promise<any> {
    const { status, answer } = await this.#call(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  }

  #call = (method: string, path: string, body?: unknown) => this.ask(this.owner, method, path, body);

  /** What the resource manager answers somebody. */
  async ask(
    identity: Identity,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; answer: any }> {
    const tokenUrl = `${this.url}/identity?resource=management`;
    const answered = await fetch(tokenUrl, { headers: { "x-identity-header": identity.secret } });
    const token = (await answered.json()) as { access_token: string };
    const response = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${token.access_token}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, answer: text && JSON.parse(text) };
  }

  private async control(method: string, name: string, body?: unknown): Promise<any> {
    const response = await fetch(`${this.url}/emulator/${name}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return response.json();
  }
}

const accountId = (name: string): string => `${group}/providers/Microsoft.Storage/storageAccounts/${name}`;

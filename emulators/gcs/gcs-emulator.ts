import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const script = join(__dirname, "run.mjs");

/** A service account's key, as Google's console downloads it. */
export type AccountKey = Record<string, string> & { client_email: string; private_key: string; private_key_id: string };

/** Google Cloud Storage with service accounts and IAM policies, on this machine. */
export class GcsEmulator {
  private constructor(
    private readonly process: ChildProcess,
    /** Base of all its APIs. */
    readonly url: string,
    /** Access token that may do everything. */
    readonly ownerToken: string,
  ) {}

  static async start(): Promise<GcsEmulator> {
    const child = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] });
    for await (const line of createInterface(child.stdout)) {
      if (!line.startsWith("{")) continue;
      const { url, ownerToken } = JSON.parse(line);
      return new GcsEmulator(child, url, ownerToken);
    }
    throw new Error("the emulator of Google Cloud Storage did not start");
  }

  /** What a stack needs to use it, as Pulumi's Google provider names it. */
  config(url = this.url): Record<string, string> {
    return {
      "gcp:project": "project-1",
      "gcp:storageCustomEndpoint": `${url}/storage/v1/`,
      "gcp:iamCustomEndpoint": `${url}/v1/`,
    };
  }

  get secretConfig(): Record<string, string> {
    return { "gcp:accessToken": this.ownerToken };
  }

  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.stdin!.end();
    await ended;
  }

  async makeBucket(name: string): Promise<void> {
    const iamConfiguration = { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: "enforced" };
    await this.call("POST", "/storage/v1/b?project=project-1", { name, location: "EU", iamConfiguration });
  }

  async put(bucket: string, key: string, content: string): Promise<void> {
    await this.call(
      "POST",
      `/upload/storage/v1/b/${bucket}/o?uploadType=media&name=${encodeURIComponent(key)}`,
      content,
    );
  }

  async keys(bucket: string): Promise<string[]> {
    const { items = [] } = await this.call("GET", `/storage/v1/b/${bucket}/o`);
    return items.map(({ name }: { name: string }) => name).sort();
  }

  /** A new account and a key of it. */
  async makeAccount(accountId: string, project = "project-1"): Promise<AccountKey> {
    const { name } = await this.call("POST", `/v1/projects/${project}/serviceAccounts`, { accountId });
    const { privateKeyData } = await this.call("POST", `/v1/${name}/keys`, {});
    return JSON.parse(Buffer.from(privateKeyData, "base64").toString());
  }

  async removeKey({ client_email: email, private_key_id: id }: AccountKey): Promise<void> {
    await this.call("DELETE", `/v1/projects/-/serviceAccounts/${email}/keys/${id}`);
  }

  async grant(bucket: string, email: string, grant: { role: string; condition?: object }): Promise<void> {
    const path = `/storage/v1/b/${bucket}/iam`;
    const policy = await this.call("GET", path);
    const binding = { ...grant, members: [`serviceAccount:${email}`] };
    await this.call("PUT", path, { ...policy, bindings: [...policy.bindings, binding] });
  }

  policy = (bucket: string): Promise<any> => this.call("GET", `/storage/v1/b/${bucket}/iam`);

  /** Lets new keys and policies work only after a while, as at Google. */
  delay = (seconds: { key?: number; policy?: number }): Promise<unknown> =>
    this.call("PUT", "/emulator/delays", seconds);

  /** What anybody may call; the owner unless another token is given. */
  async call(method: string, path: string, body?: unknown, token = this.ownerToken): Promise<any> {
    const { status, text } = await this.request(method, path, body, token);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  async request(method: string, path: string, body?: unknown, token = this.ownerToken) {
    const response = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:https";
import { join } from "node:path";
import { createInterface } from "node:readline";

const script = join(__dirname, "run.mjs");

export interface KubernetesSettings {
  /** Folder with the `python` that containers run with, and with what their images would have. */
  python: string;
  /** Between questions of probes, in the place of what they say. */
  probeSeconds: number;
}

/** What the API server answers. */
export interface Answer {
  status: number;
  body: any;
}

/** A cluster on this machine: Kubernetes' own control plane, and a node whose pods are processes. */
export class KubernetesEmulator {
  readonly #server: string;
  readonly #certificate: string;
  readonly #token: string;

  private constructor(
    private readonly process: ChildProcess,
    /** Of somebody who may do everything, as JSON. */
    readonly kubeconfig: string,
  ) {
    const { clusters, users } = JSON.parse(kubeconfig);
    const [{ cluster }] = clusters;
    this.#server = cluster.server;
    this.#certificate = Buffer.from(cluster["certificate-authority-data"], "base64").toString();
    this.#token = users[0].user.token;
  }

  static async start(settings: KubernetesSettings): Promise<KubernetesEmulator> {
    const child = spawn(process.execPath, [script, JSON.stringify(settings)], { stdio: ["pipe", "pipe", "inherit"] });
    for await (const line of createInterface(child.stdout)) {
      if (line.startsWith("{")) return new KubernetesEmulator(child, JSON.parse(line).kubeconfig);
    }
    throw new Error("the cluster did not start");
  }

  /** Asks as somebody who may do everything, or as whose token it is. */
  send(method: string, path: string, body?: object, token = this.#token): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const content = JSON.stringify(body) ?? "";
      const type = { "content-type": "application/json", "content-length": Buffer.byteLength(content) };
      const headers = { authorization: `Bearer ${token}`, ...(content && type) };
      const options = { method, ca: this.#certificate, headers };
      const sent = request(this.#server + path, options, async (answer) => {
        const text: string = await answer.setEncoding("utf8").reduce((all, chunk) => all + chunk, "");
        const isJson = answer.headers["content-type"]?.startsWith("application/json");
        resolve({ status: answer.statusCode!, body: isJson ? JSON.parse(text) : text });
      });
      sent.on("error", reject).end(content);
    });
  }

  /** What there is at a path, of which there has to be something. */
  async get(path: string): Promise<any> {
    const { status, body } = await this.send("GET", path);
    if (status !== 200) throw new Error(`GET ${path} was answered with ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** A token of a service account, as a pod of it has one. */
  async tokenOf(namespace: string, serviceAccount: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`;
    const { body } = await this.send("POST", path, { spec: {} });
    return body.status.token;
  }

  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.stdin!.end();
    await ended;
  }
}

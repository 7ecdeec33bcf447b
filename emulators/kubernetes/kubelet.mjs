import { createServer } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { Pod } from "./pod.mjs";

const pause = 300;
const heartbeatMilliseconds = 10_000;
const host = "127.0.0.1";
const terminal = ["Succeeded", "Failed"];

/**
 * @typedef {object} Settings
 * @property {string} python Folder with the `python` that containers run with, and with what their images would have.
 * @property {number} [probeSeconds] Between questions of probes, in the place of what they say.
 */

/**
 * The one node of a cluster: it takes on every pod, runs it as a process of this machine with the rights that a node has, and tells
 * the API server what becomes of it.
 */
export class Kubelet {
  /** By their uids. @type {Map<string, Pod>} */
  #pods = new Map();
  /** What the API server was last told, by uid. */
  #told = new Map();
  #isOver = false;
  #work = Promise.resolve();
  #heartbeat = 0;
  #logs;

  #name;
  #api;
  #scheduler;
  #settings;

  /**
   * @param {string} name
   * @param {import("./kubernetes-api.js").KubernetesApi} api As the node.
   * @param {import("./kubernetes-api.js").KubernetesApi} scheduler As the scheduler.
   * @param {Settings & { folder: string, certificate: { key: Buffer, cert: string } }} settings
   */
  constructor(name, api, scheduler, settings) {
    this.#name = name;
    this.#api = api;
    this.#scheduler = scheduler;
    this.#settings = settings;
    this.#logs = createServer(settings.certificate, (request, response) => void this.#answer(request, response));
  }

  async start() {
    await new Promise((ready) => this.#logs.listen(0, host, ready));
    await this.#api.call("POST", "/api/v1/nodes", {
      metadata: { name: this.#name, labels: { "kubernetes.io/hostname": this.#name } },
    });
    this.#work = this.#run();
  }

  async stop() {
    this.#isOver = true;
    await this.#work;
    while ([...this.#pods.values()].filter((pod) => !pod.stop(0)).length > 0) await sleep(pause);
    for (const pod of this.#pods.values()) await pod.remove();
    this.#logs.closeAllConnections();
    await new Promise((closed) => this.#logs.close(closed));
  }

  async #run() {
    for (; !this.#isOver; await sleep(pause)) {
      try {
        await this.#beat();
        const { items } = await this.#api.call("GET", "/api/v1/pods");
        for (const pod of items) await this.#lookAfter(pod);
        const there = new Set(items.map(({ metadata }) => metadata.uid));
        for (const uid of this.#pods.keys()) if (!there.has(uid)) await this.#forget(uid, 0);
      } catch (error) {
        // Somebody else was faster; what is there now is read again.
        if (![404, 409].includes(error.status)) throw error;
      }
    }
  }

  /** Says that the node is there, which the controllers want to hear again and again. */
  async #beat() {
    if (performance.now() < this.#heartbeat) return;
    this.#heartbeat = performance.now() + heartbeatMilliseconds;
    const lastHeartbeatTime = new Date().toISOString();
    const status = {
      conditions: [{ type: "Ready", status: "True", reason: "KubeletReady", lastHeartbeatTime }],
      addresses: [{ type: "InternalIP", address: host }],
      daemonEndpoints: { kubeletEndpoint: { Port: this.#logs.address().port } },
    };
    await this.#patch(`/api/v1/nodes/${this.#name}/status`, { status });
  }

  async #lookAfter(declared) {
    const { metadata, spec, status } = declared;
    const { uid, deletionTimestamp, deletionGracePeriodSeconds } = metadata;
    if (!spec.nodeName) {
      if (!deletionTimestamp) await this.#bind(metadata);
      return;
    }
    if (deletionTimestamp) {
      if (await this.#forget(uid, deletionGracePeriodSeconds, metadata)) await this.#delete(metadata);
      return;
    }
    if (terminal.includes(status.phase) && !this.#pods.has(uid)) return;
    if (!this.#pods.has(uid)) this.#pods.set(uid, new Pod(declared, this.#api, this.#settings));
    const pod = this.#pods.get(uid);
    if (!terminal.includes(pod.phase)) await pod.keepUp();
    await this.#tell(metadata, pod);
  }

  async #bind({ namespace, name, uid }) {
    await this.#scheduler.call("POST", `${pathOf(namespace, name)}/binding`, {
      apiVersion: "v1",
      kind: "Binding",
      metadata: { name, uid },
      target: { apiVersion: "v1", kind: "Node", name: this.#name },
    });
  }

  async #tell({ namespace, name, uid }, { status }) {
    if (isDeepStrictEqual(this.#told.get(uid), status)) return;
    await this.#patch(`${pathOf(namespace, name)}/status`, { metadata: { uid }, status });
    this.#told.set(uid, status);
  }

  /** @returns whether the pod has ended */
  async #forget(uid, graceSeconds, metadata) {
    const pod = this.#pods.get(uid);
    if (!pod) return true;
    const hasEnded = pod.stop(graceSeconds);
    if (metadata) await this.#tell(metadata, pod);
    if (!hasEnded) return false;
    await pod.remove();
    this.#pods.delete(uid);
    this.#told.delete(uid);
    return true;
  }

  async #delete({ namespace, name, uid }) {
    const options = { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0, preconditions: { uid } };
    await this.#api.call("DELETE", pathOf(namespace, name), options);
  }

  #patch(path, body) {
    return this.#api.call("PATCH", path, body, "application/merge-patch+json");
  }

  /** The logs of containers, which the API server reads here for whoever may read them. */
  async #answer({ url }, response) {
    const { pathname, searchParams } = new URL(url, `https://${host}`);
    const [, what, namespace, name] = pathname.split("/");
    const declared = await this.#api.call("GET", pathOf(namespace, name));
    const pod = what === "containerLogs" && this.#pods.get(declared?.metadata.uid);
    if (!pod) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/plain" });
    response.flushHeaders();
    for await (const chunk of pod.log(searchParams.get("follow") === "true")) response.write(chunk);
    response.end();
  }
}

const pathOf = (namespace, name) => `/api/v1/namespaces/${namespace}/pods/${name}`;

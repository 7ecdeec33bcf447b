import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../../scripts/lib/free-port.mjs";
import { Container } from "./container.mjs";
import { probe } from "./probes.mjs";
import { CannotStart, makeVolumes } from "./volumes.mjs";

const address = "127.0.0.1";
/** Images that can be pulled: those of the server's own versions. */
const images = /^prefecthq\/prefect:\d/;
/** Between two starts of a container, as nobody waits here as long as in a cluster. */
const restartSeconds = 1;
/** Of a container of which nothing else is said. */
const root = 0;
/** Where the workers' images say how they are. */
const healthPort = 8080;

/**
 * A pod on the node, of one container. It is started, and started again as its policy says, asked by its probes, and told to end.
 */
export class Pod {
  #restarts = 0;
  #restartAt = 0;
  #health = { started: false, ready: false };
  /** Why it has not started. @type {CannotStart | undefined} */
  #fault;
  /** @type {Container | undefined} */
  #container;
  #isStopping = false;
  #startTime = new Date().toISOString();

  #declared;
  #api;
  #settings;
  #folder;

  /**
   * @param {object} declared The pod as the API server has it.
   * @param {import("./kubernetes-api.js").KubernetesApi} api As the node.
   * @param {import("./kubelet.mjs").Settings & { folder: string }} settings
   */
  constructor(declared, api, settings) {
    this.#declared = declared;
    this.#api = api;
    this.#settings = settings;
    this.#folder = join(settings.folder, declared.metadata.uid);
  }

  /** Starts its container, if it is to run and does not. */
  async keepUp() {
    const { restartPolicy } = this.#declared.spec;
    const ended = this.#container?.exitCode;
    const isToRun =
      this.#container === undefined ||
      (ended !== undefined && restartsAfter(restartPolicy, ended) && !this.#isStopping);
    if (!isToRun || this.#isStopping || performance.now() < this.#restartAt) return;
    try {
      const container = await this.#start();
      if (this.#container) this.#restarts++;
      this.#container = container;
      this.#fault = undefined;
      this.#restartAt = performance.now() + restartSeconds * 1000;
    } catch (error) {
      if (!(error instanceof CannotStart)) throw error;
      this.#fault = error;
    }
  }

  /** @returns whether it has ended */
  stop(graceSeconds) {
    this.#isStopping = true;
    this.#container?.stop(graceSeconds);
    return this.#container === undefined || this.#container.exitCode !== undefined;
  }

  /** What it leaves behind goes with it. */
  async remove() {
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  log(follow) {
    return this.#container?.log(follow) ?? [];
  }

  async #start() {
    const { metadata, spec } = this.#declared;
    const [container] = spec.containers;
    if (!images.test(container.image)) {
      throw new CannotStart("ErrImagePull", `no such image: ${container.image}`);
    }
    await mkdir(this.#folder, { recursive: true });
    const volumes = await makeVolumes(this.#api, this.#declared, this.#folder);
    const port = await freePort();
    const started = await Container.start(
      {
        hostName: metadata.name,
        user: container.securityContext?.runAsUser ?? spec.securityContext?.runAsUser ?? root,
        isReadOnly: container.securityContext?.readOnlyRootFilesystem ?? false,
        mounts: (container.volumeMounts ?? []).map(({ name, mountPath }) => [volumes.get(name), mountPath]),
        command: [...(container.command ?? []), ...(container.args ?? [])],
        environment: await this.#environment(container, port),
      },
      this.#folder,
      this.#settings.python,
    );
    this.#health = { started: false, ready: false };
    const kill = () => started.stop(spec.terminationGracePeriodSeconds);
    const tell = (health) => Object.assign(this.#health, health);
    void probe(withPort(container, port), started, this.#settings.probeSeconds, tell, kill);
    return started;
  }

  async #environment({ env = [] }, port) {
    const { namespace } = this.#declared.metadata;
    const { hostname, port: serverPort } = new URL(this.#api.server);
    const whole = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: serverPort };
    for (const { name, value = "", valueFrom } of env) {
      // Each pod has a network of its own in a cluster; here all share that of the machine.
      if (name.endsWith("_WORKER_WEBSERVER_PORT")) whole[name] = String(port);
      else if (valueFrom) whole[name] = await secretValue(this.#api, namespace, valueFrom.secretKeyRef);
      else whole[name] = value;
    }
    return whole;
  }

  /** What the API server is told of it. */
  get status() {
    const [{ name, image }] = this.#declared.spec.containers;
    const { phase, isReady } = this;
    const conditions = { PodScheduled: true, Initialized: true, ContainersReady: isReady, Ready: isReady };
    const containerStatus = {
      ...{ name, image, imageID: image, ready: isReady, started: this.#health.started, restartCount: this.#restarts },
      state: this.#stateOfContainer(),
    };
    return {
      ...{ phase, startTime: this.#startTime, hostIP: address, podIP: address, podIPs: [{ ip: address }] },
      conditions: Object.entries(conditions).map(([type, holds]) => ({ type, status: holds ? "True" : "False" })),
      containerStatuses: [containerStatus],
    };
  }

  get isReady() {
    return this.#health.ready && this.#container?.exitCode === undefined;
  }

  get phase() {
    const code = this.#container?.exitCode;
    if (this.#container === undefined) return "Pending";
    if (code === undefined || (!this.#isStopping && restartsAfter(this.#declared.spec.restartPolicy, code))) {
      return "Running";
    }
    return code === 0 ? "Succeeded" : "Failed";
  }

  #stateOfContainer() {
    if (this.#fault) return { waiting: { reason: this.#fault.reason, message: this.#fault.message } };
    if (!this.#container) return { waiting: { reason: "ContainerCreating" } };
    const { exitCode, startedAt, finishedAt } = this.#container;
    if (exitCode === undefined) return { running: { startedAt } };
    return { terminated: { exitCode, startedAt, finishedAt, reason: exitCode === 0 ? "Completed" : "Error" } };
  }
}

const restartsAfter = (policy, exitCode) => policy === "Always" || (policy === "OnFailure" && exitCode !== 0);

async function secretValue(api, namespace, { name, key }) {
  const secret = await api.call("GET", `/api/v1/namespaces/${namespace}/secrets/${name}`);
  if (!secret) throw new CannotStart("CreateContainerConfigError", `secret "${name}" not found`);
  const value = secret.data?.[key];
  if (value === undefined) throw new CannotStart("CreateContainerConfigError", `no key ${key} in Secret ${name}`);
  return Buffer.from(value, "base64").toString();
}

/** A container whose probes ask at another port. */
function withPort(container, port) {
  const text = JSON.stringify(container).replaceAll(`:${healthPort}/`, `:${port}/`);
  return JSON.parse(text);
}

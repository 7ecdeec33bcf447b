import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { freePort } from "../free-port";

const hostNameProgram = join(__dirname, "../aws/ecs_host_name.py");
/** What the name of every instance's machine is. */
const hostName = "localhost";

interface Probe {
  httpGet: { path: string; port: number };
  periodSeconds: number;
  timeoutSeconds: number;
  failureThreshold: number;
}

interface Variable {
  name: string;
  value?: string;
  valueSource?: { secretKeyRef: { secret: string; version: string } };
}

/** A container as a worker pool declares it. */
export interface Container {
  args: string[];
  envs: Variable[];
  startupProbe: Probe;
  livenessProbe: Probe;
}

/** Whom an instance reads its secrets as. */
interface Identity {
  project: string;
  serviceAccount: string;
}

export interface Settings {
  /** Folder in which the double writes down what is in the cloud. */
  folder: string;
  /** Folder with the `python` that containers run with, and with what their images would have. */
  python: string;
  /** Whether there is a service account of this address. */
  accountExists: (email: string) => Promise<boolean>;
  /** Seconds between probes, for tests that do not wait as long as Cloud Run. */
  healthSeconds: number;
  /** Takes what instances write. */
  log: (text: string) => void;
}

/** Seconds that Cloud Run gives an instance to end. */
const stopSeconds = 10;

/** Why an instance, and with it a new revision, does not start. */
export class CannotStart extends Error {}

/** A container as Cloud Run runs it: its secrets, its command as a process of this machine, its probes and its log. */
export class CloudRunInstance {
  isReady = false;
  hasEnded = false;
  #isStopped = false;
  readonly #timers: NodeJS.Timeout[] = [];

  private constructor(
    private readonly process: ChildProcess,
    private readonly home: string,
  ) {
    process.once("exit", () => {
      this.hasEnded = true;
    });
  }

  /** @throws CannotStart when the account may not read a secret, or is not there */
  static async start(container: Container, identity: Identity, settings: Settings): Promise<CloudRunInstance> {
    const port = await freePort();
    const variables = await Promise.all(
      container.envs.map(async (one) => [one.name, await textOf(one, identity, settings, port)]),
    );
    const home = await mkdtemp(join(tmpdir(), "cloud-run-instance-"));
    const python = join(settings.python, "python");
    const child = spawn(python, [hostNameProgram, hostName, ...container.args], {
      cwd: home,
      env: {
        PATH: `${settings.python}${delimiter}${process.env.PATH}`,
        HOME: home,
        ...Object.fromEntries(variables),
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => settings.log(String(data)));
    const instance = new CloudRunInstance(child, home);
    void instance.#probe(container, port, settings.healthSeconds);
    return instance;
  }

  /** SIGTERM, and SIGKILL when it takes longer than it may. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#signal("SIGTERM");
    this.#timers.push(setTimeout(() => this.#signal("SIGKILL"), stopSeconds * 1_000));
  }

  /** What an instance leaves behind goes with it. */
  async remove(): Promise<void> {
    this.#signal("SIGKILL");
    for (const timer of this.#timers) clearTimeout(timer);
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  /** First until it has started, then for as long as it runs. */
  async #probe({ startupProbe, livenessProbe }: Container, port: number, seconds: number): Promise<void> {
    const { periodSeconds, failureThreshold } = startupProbe;
    const deadline = performance.now() + periodSeconds * failureThreshold * 1_000;
    for (let failures = 0; !this.hasEnded && !this.#isStopped; ) {
      await new Promise((next) => this.#timers.push(setTimeout(next, seconds * 1_000)));
      const isWell = await answers(this.isReady ? livenessProbe : startupProbe, port);
      if (isWell) {
        this.isReady = true;
        failures = 0;
      } else if (this.isReady ? ++failures >= livenessProbe.failureThreshold : performance.now() > deadline) {
        this.#signal("SIGKILL");
      }
    }
  }

  #signal(name: NodeJS.Signals): void {
    try {
      process.kill(-this.process.pid!, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

async function answers({ httpGet, timeoutSeconds }: Probe, port: number): Promise<boolean> {
  const signal = AbortSignal.timeout(timeoutSeconds * 1_000);
  const answer = await fetch(`http://127.0.0.1:${port}${httpGet.path}`, { signal }).catch(() => undefined);
  return answer?.ok ?? false;
}

/** Each instance has a network of its own on Cloud Run; here all share that of the machine. */
async function textOf({ name, value, valueSource }: Variable, identity: Identity, settings: Settings, port: number) {
  if (name.endsWith("_WORKER_WEBSERVER_PORT")) return String(port);
  return valueSource ? secretValue(valueSource.secretKeyRef, identity, settings) : value;
}

type SecretVersion = NonNullable<Variable["valueSource"]>["secretKeyRef"];

async function secretValue({ secret, version }: SecretVersion, identity: Identity, settings: Settings) {
  const { project, serviceAccount } = identity;
  const kept = (id: string) => readFile(join(settings.folder, encodeURIComponent(id)), "utf8").catch(() => undefined);
  const role = "roles/secretmanager.secretAccessor";
  const grant = await kept([project, secret, role, `serviceAccount:${serviceAccount}`].join("/"));
  const name = `projects/${project}/secrets/${secret}/versions/${version}`;
  if (!grant || !(await settings.accountExists(serviceAccount))) {
    throw new CannotStart(`Permission denied on secret: ${name} for Revision service account ${serviceAccount}.`);
  }
  const found = await kept(name);
  if (!found) throw new CannotStart(`Secret ${name} was not found`);
  return JSON.parse(found).secretDataWo as string;
}

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const hostNameProgram = join(__dirname, "aws/ecs_host_name.py");

/** A probe as the clouds declare it. */
export interface Probe {
  httpGet: { path: string; port: number };
  periodSeconds: number;
  timeoutSeconds: number;
  failureThreshold: number;
}

/** What a cloud runs of a container. */
export interface Instance {
  args: string[];
  environment: Record<string, string | undefined>;
  /** The port of this machine on which it answers: each instance has a network of its own in a cloud, and here all share one. */
  port: number;
  hostName: string;
  startupProbe: Probe;
  livenessProbe: Probe;
  /** Seconds that the cloud gives it to end. */
  stopSeconds: number;
}

export interface Settings {
  /** Folder in which the double of the cloud's provider writes down what is there. */
  folder: string;
  /** Folder with the `python` that containers run with, and with what their images would have. */
  python: string;
  /** Seconds between probes, for tests that do not wait as long as a cloud. */
  healthSeconds: number;
  /** Takes what instances write. */
  log: (text: string) => void;
}

/** Why an instance, and with it what it belongs to, does not start. */
export class CannotStart extends Error {}

/** A container that is watched by probes: its command as a process of this machine. */
export class ProbedProcess {
  isReady = false;
  hasEnded = false;
  #isStopped = false;
  readonly #timers: NodeJS.Timeout[] = [];

  private constructor(
    private readonly process: ChildProcess,
    private readonly home: string,
    private readonly instance: Instance,
  ) {
    process.once("exit", () => {
      this.hasEnded = true;
    });
  }

  static async start(instance: Instance, settings: Settings): Promise<ProbedProcess> {
    const home = await mkdtemp(join(tmpdir(), "cloud-instance-"));
    const python = join(settings.python, "python");
    const child = spawn(python, [hostNameProgram, instance.hostName, ...instance.args], {
      cwd: home,
      env: {
        PATH: `${settings.python}${delimiter}${process.env.PATH}`,
        HOME: home,
        ...instance.environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => settings.log(String(data)));
    const started = new ProbedProcess(child, home, instance);
    void started.#probe(settings.healthSeconds);
    return started;
  }

  /** SIGTERM, and SIGKILL when it takes longer than it may. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#signal("SIGTERM");
    this.#timers.push(setTimeout(() => this.#signal("SIGKILL"), this.instance.stopSeconds * 1_000));
  }

  /** What an instance leaves behind goes with it. */
  async remove(): Promise<void> {
    this.#signal("SIGKILL");
    for (const timer of this.#timers) clearTimeout(timer);
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  /** First until it has started, then for as long as it runs. */
  async #probe(seconds: number): Promise<void> {
    const { startupProbe, livenessProbe, port } = this.instance;
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

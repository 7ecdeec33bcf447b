import { Agent } from "../agent";
import { Declarations, generationOf } from "../declarations";
import { CannotStart, type ProbedProcess } from "../probed-process";
import { type Container, type Settings, startInstance } from "./cloud-run-instance";

const poolId = /^projects\/[^/]+\/locations\/[^/]+\/workerPools\/[^/]+$/;

/** A worker pool as the double of Google's provider writes it down. */
interface WorkerPool {
  project: string;
  scaling: { manualInstanceCount: number };
  template: { serviceAccount: string; containers: [Container] };
}

/** Instances of one template. */
class Revision {
  instances: ProbedProcess[] = [];
  hasStarted = false;

  constructor(
    readonly pool: WorkerPool,
    private readonly settings: Settings,
  ) {}

  /**
   * Starts what is missing, and again what has ended.
   *
   * @throws CannotStart when an instance ends before any was ready, or may not start
   */
  async keepUp(count: number): Promise<void> {
    const ended = this.instances.filter((instance) => instance.hasEnded);
    for (const instance of ended) await instance.remove();
    if (ended.length > 0 && !this.hasStarted) {
      throw new CannotStart("The user-provided container failed to start: it did not pass its startup probe.");
    }
    this.instances = this.instances.filter((instance) => !instance.hasEnded);
    for (const instance of this.instances.splice(count)) instance.stop();
    const { project, template } = this.pool;
    while (this.instances.length < count) {
      this.instances.push(await startInstance(template.containers[0], { project, ...template }, this.settings));
    }
    this.hasStarted ||= this.instances.every((instance) => instance.isReady);
  }

  stop(): void {
    for (const instance of this.instances) instance.stop();
  }
}

/** The revisions of a worker pool. */
class Revisions {
  generation = "";
  /** What was ready last. */
  current: Revision | undefined;
  next: Revision | undefined;
  retired: Revision[] = [];
  count = 0;

  constructor(private readonly settings: Settings) {}

  declare(pool: WorkerPool, generation: string): void {
    this.generation = generation;
    this.count = pool.scaling.manualInstanceCount;
    this.#retire(this.next);
    this.next = undefined;
    if (JSON.stringify(pool.template) === JSON.stringify(this.current?.pool.template)) return;
    this.next = new Revision(pool, this.settings);
  }

  /** @returns whether all is as declared; a text says why it will not be */
  async work(): Promise<boolean | string> {
    await this.current?.keepUp(this.count).catch(unlessCannotStart);
    try {
      await this.next?.keepUp(this.count);
    } catch (error) {
      this.#retire(this.next);
      this.next = undefined;
      return unlessCannotStart(error);
    }
    if (this.next?.hasStarted) {
      this.#retire(this.current);
      this.current = this.next;
      this.next = undefined;
    }
    await this.#clear();
    return this.next === undefined;
  }

  /** @returns whether all are gone */
  async end(): Promise<boolean> {
    for (const revision of [this.current, this.next]) this.#retire(revision);
    this.current = undefined;
    this.next = undefined;
    await this.#clear();
    return this.retired.length === 0;
  }

  #retire(revision: Revision | undefined): void {
    revision?.stop();
    if (revision) this.retired.push(revision);
  }

  async #clear(): Promise<void> {
    for (const revision of this.retired) {
      if (!revision.instances.every((instance) => instance.hasEnded)) continue;
      for (const instance of revision.instances) await instance.remove();
      this.retired = this.retired.filter((one) => one !== revision);
    }
  }
}

function unlessCannotStart(error: unknown): string {
  if (error instanceof CannotStart) return error.message;
  throw error;
}

/**
 * What Cloud Run does with the worker pools that the double of Google's provider only writes down: it runs their instances as
 * processes of this machine. A new revision is ready before the instances of the old one get SIGTERM; one whose instances do not
 * start fails, and the old one goes on. An image is not pulled: its command runs with the Python of `Settings`.
 */
export class CloudRunAgent extends Agent<Revisions> {
  constructor(private readonly settings: Settings) {
    super(new Declarations(settings.folder, poolId));
  }

  protected async workOn(id: string, text: string): Promise<void> {
    const revisions = this.running.get(id) ?? new Revisions(this.settings);
    this.running.set(id, revisions);
    const generation = generationOf(text);
    if (generation !== revisions.generation) revisions.declare(JSON.parse(text), generation);
    const result = await revisions.work();
    if (result === false) return;
    await this.declarations.tell(id, { generation, ...(typeof result === "string" && { message: result }) });
  }
}

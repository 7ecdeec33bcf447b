import { createHash } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CannotStart, CloudRunInstance, type Container, type Settings } from "./cloud-run-instance";

const pause = 300;
const poolId = /^projects\/[^/]+\/locations\/[^/]+\/workerPools\/[^/]+$/;

/** A worker pool as the double of Google's provider writes it down. */
interface WorkerPool {
  project: string;
  scaling: { manualInstanceCount: number };
  template: { serviceAccount: string; containers: [Container] };
}

/** Instances of one template. */
class Revision {
  instances: CloudRunInstance[] = [];
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
      this.instances.push(
        await CloudRunInstance.start(template.containers[0], { project, ...template }, this.settings),
      );
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
export class CloudRunAgent {
  readonly #pools = new Map<string, Revisions>();
  #isOver = false;
  #work: Promise<void>;

  constructor(private readonly settings: Settings) {
    this.#work = this.#run();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#work;
    for (const revisions of this.#pools.values()) {
      while (!(await revisions.end())) await sleep(pause);
    }
  }

  async #run(): Promise<void> {
    for (; !this.#isOver; await sleep(pause)) {
      const declared = await this.#declared();
      for (const [id, text] of declared) await this.#workOn(id, text);
      for (const [id, revisions] of this.#pools) {
        if (declared.has(id) || !(await revisions.end())) continue;
        this.#pools.delete(id);
        await rm(this.#fileOf(`${id}/status`), { force: true });
      }
    }
  }

  async #workOn(id: string, text: string): Promise<void> {
    const revisions = this.#pools.get(id) ?? new Revisions(this.settings);
    this.#pools.set(id, revisions);
    const generation = createHash("sha256").update(text).digest("hex");
    if (generation !== revisions.generation) revisions.declare(JSON.parse(text), generation);
    const result = await revisions.work();
    if (result === false) return;
    const status = { generation, ...(typeof result === "string" && { message: result }) };
    await this.#tell(this.#fileOf(`${id}/status`), status);
  }

  /** What went wrong with a generation stays so. */
  async #tell(file: string, status: { generation: string; message?: string }): Promise<void> {
    const before = await readFile(file, "utf8").catch(() => "{}");
    if (JSON.parse(before).generation === status.generation) return;
    await writeFile(`${file}.new`, JSON.stringify(status));
    await rename(`${file}.new`, file);
  }

  async #declared(): Promise<Map<string, string>> {
    const ids = (await readdir(this.settings.folder).catch(() => [])).map(decodeURIComponent);
    const found = ids.filter((id) => poolId.test(id));
    const texts = await Promise.all(
      found.map(async (id) => [id, await readFile(this.#fileOf(id), "utf8").catch(() => "")] as const),
    );
    // One that is just being written is not JSON yet.
    return new Map(texts.filter(([id, text]) => isJson(text) || this.#pools.has(id)).map(this.#lastWhole));
  }

  readonly #whole = new Map<string, string>();
  readonly #lastWhole = ([id, text]: readonly [string, string]): [string, string] => {
    if (isJson(text)) this.#whole.set(id, text);
    return [id, this.#whole.get(id)!];
  };

  #fileOf(id: string): string {
    return join(this.settings.folder, encodeURIComponent(id));
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Declarations } from "./declarations";

const pause = 300;

/** What an agent runs of one declaration. */
interface Running {
  /** Asks all of it to end. @returns whether it has */
  end(): Promise<boolean>;
}

/** Does what a cloud does with what the double of its provider only writes down, until it is stopped. */
export abstract class Agent<Of extends Running> {
  protected readonly running = new Map<string, Of>();
  #isOver = false;
  readonly #work: Promise<void>;

  constructor(protected readonly declarations: Declarations) {
    this.#work = this.#run();
  }

  /** Brings what runs nearer to a declaration. */
  protected abstract workOn(id: string, text: string): Promise<void>;

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#work;
    for (const one of this.running.values()) {
      while (!(await one.end())) await sleep(pause);
    }
  }

  async #run(): Promise<void> {
    for (; !this.#isOver; await sleep(pause)) {
      const declared = await this.declarations.all();
      for (const [id, text] of declared) await this.workOn(id, text);
      for (const [id, one] of this.running) {
        if (declared.has(id) || !(await one.end())) continue;
        this.running.delete(id);
        await this.declarations.tellGone(id);
      }
    }
  }
}

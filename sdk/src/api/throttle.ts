/**
 * Bounds how many operations run at once, and learns the bound: an overloaded server halves it, a run of successes
 * raises it by one. SQLite answers mostly 503 to ten parallel writers, and loses nothing with four.
 */
export class Throttle {
  #running = 0;
  #successes = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private limit: number,
    private readonly maximum: number,
  ) {}

  get currentLimit(): number {
    return this.limit;
  }

  async run<T>(operation: () => Promise<T>): Promise<T> {
    while (this.#running >= this.limit) await new Promise<void>((resume) => this.#waiting.push(resume));
    this.#running++;
    try {
      return await operation();
    } finally {
      this.#running--;
      this.#wake();
    }
  }

  succeeded(): void {
    if (++this.#successes < successesToGrow) return;
    this.#successes = 0;
    this.limit = Math.min(this.limit + 1, this.maximum);
    this.#wake();
  }

  overloaded(): void {
    this.#successes = 0;
    this.limit = Math.max(1, Math.floor(this.limit / 2));
  }

  #wake(): void {
    for (let free = this.limit - this.#running; free > 0; free--) this.#waiting.shift()?.();
  }
}

const successesToGrow = 20;

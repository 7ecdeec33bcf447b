/**
 * Bounds how many operations run at once, and learns the bound: an overloaded server halves it, a run of successes
 * raises it by one. SQLite answers mostly 503 to ten parallel writers, and loses nothing with four.
 */
export class Throttle {
  #running = 0;
  #successes = 0;
  #isAloneRunning = false;
  readonly #waiting: { alone: boolean; begin: () => void }[] = [];

  constructor(
    private limit: number,
    private readonly maximum: number,
  ) {}

  get currentLimit(): number {
    return this.limit;
  }

  /** Runs operations in the order in which they came, one that is `alone` while no other does. */
  async run<T>(operation: () => Promise<T>, { alone = false } = {}): Promise<T> {
    await new Promise<void>((begin) => {
      this.#waiting.push({ alone, begin });
      this.#wake();
    });
    try {
      return await operation();
    } finally {
      this.#running--;
      this.#isAloneRunning = false;
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
    for (let [next] = this.#waiting; next && this.#hasRoomFor(next); [next] = this.#waiting) {
      this.#waiting.shift();
      this.#running++;
      this.#isAloneRunning = next.alone;
      next.begin();
    }
  }

  #hasRoomFor({ alone }: { alone: boolean }): boolean {
    return alone ? this.#running === 0 : this.#running < this.limit && !this.#isAloneRunning;
  }
}

const successesToGrow = 20;

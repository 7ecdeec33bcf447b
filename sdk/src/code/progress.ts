/** Milliseconds between two lines. */
const interval = 1_000;

/** Tells how far something is that has many steps, and nothing where they are done within a second. */
export class Progress {
  #done = 0;
  #next = Date.now() + interval;

  /**
   * @param total number of its steps
   * @param noun the steps in a sentence
   * @param show shows a line
   */
  constructor(
    private readonly total: number,
    private readonly noun: string,
    private readonly show: (line: string) => void,
  ) {}

  step(): void {
    this.#done += 1;
    if (Date.now() < this.#next) return;
    this.#next = Date.now() + interval;
    this.show(`${this.#done} of ${this.total} ${this.noun}`);
  }
}

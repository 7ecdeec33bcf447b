/**
 * The server's clock, as its answers tell it in their `Date` header. Dates of the server are compared with it and never
 * with the clock of this machine, which may be wrong.
 */
export class ServerClock {
  #heard: { date: number; at: number } | undefined;

  /** @param date the header of an answer that has just arrived */
  hear(date: unknown): void {
    const time = Date.parse(String(date));
    if (!Number.isNaN(time)) this.#heard = { date: time, at: performance.now() };
  }

  /**
   * The time there now: the last answer's date and what has passed since. It may lag up to two seconds behind, as the
   * header tells whole seconds and answers take time, and is never ahead.
   */
  now(): Date | undefined {
    return this.#heard && new Date(this.#heard.date + performance.now() - this.#heard.at);
  }
}

import { printable } from "../api/printable.js";

/** What is wrong with the inputs of one resource: one line each. */
export class CheckFailures {
  readonly #lines: string[] = [];

  /**
   * @param property the input at fault, as the user wrote it: `schedules[0].cron`; the whole resource when left out
   * @param reason what is wrong and what to write instead, without a secret value
   */
  add(property: string | undefined, reason: string): void {
    this.#lines.push(printable(property ? `\`${property}\` ${reason}` : reason));
  }

  get lines(): readonly string[] {
    return this.#lines;
  }
}

import { printable } from "../api/printable.js";

/** Something that is wrong with the inputs of one resource. */
export interface CheckFailure {
  /** The input at fault, as the user wrote it: `schedules[0].cron`; the whole resource when left out. */
  property?: string;
  /** What is wrong and what to write instead, without a secret value. */
  reason: string;
}

/** What is wrong with the inputs of one resource. */
export class CheckFailures {
  readonly #all: CheckFailure[] = [];

  /**
   * @param property the input at fault, as the user wrote it: `schedules[0].cron`; the whole resource when left out
   * @param reason what is wrong and what to write instead, without a secret value
   */
  add(property: string | undefined, reason: string): void {
    const printed = printable(reason);
    this.#all.push(property ? { property: printable(property), reason: printed } : { reason: printed });
  }

  get all(): readonly CheckFailure[] {
    return this.#all;
  }

  get lines(): readonly string[] {
    return this.#all.map(failureLine);
  }
}

/** A failure in one line that names the input at fault. */
export const failureLine = ({ property, reason }: CheckFailure): string =>
  property ? `\`${property}\` ${reason}` : reason;

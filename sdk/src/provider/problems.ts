/** What is wrong with the inputs of one resource: one line each. */
export class Problems {
  readonly #lines: string[] = [];

  /**
   * @param property the input at fault, as the user wrote it: `schedules[0].cron`
   * @param reason what is wrong and what to write instead, without a secret value
   */
  add(property: string, reason: string): void {
    this.#lines.push(`\`${property}\` ${reason}`);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }
}

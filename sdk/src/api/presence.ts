const longestAbsence = 60_000;

/**
 * Whether a server is there. One that has answered and is away comes back within a minute as a rule: it is started
 * anew. One that never answered is most likely somewhere else.
 */
export class Presence {
  #hasAnswered = false;
  #awaySince: number | undefined;

  answered(): void {
    this.#hasAnswered = true;
    this.#awaySince = undefined;
  }

  /** @returns whether it is worth waiting for */
  missed(): boolean {
    this.#awaySince ??= performance.now();
    return this.#hasAnswered && performance.now() - this.#awaySince < longestAbsence;
  }
}

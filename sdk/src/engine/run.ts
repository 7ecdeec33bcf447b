/**
 * What one run of Pulumi's engine has read in the state and written on servers. The engine creates first and deletes
 * last: what was written is remembered to its end, so that a deletion does not take it away again. A process of
 * providers serves one run, and all its kinds share one memory, as a `Secret` and a `Block` may be one object.
 */
export class Run {
  readonly #inState = new Set<string>();
  readonly #declared = new Set<string>();
  readonly #written = new Set<string>();
  readonly #compared = new Map<string, object>();
  readonly #told = new Set<string>();
  readonly #nameless = new Map<string, object[]>();

  /** @param naturalKey of an object that the stack's state has; `undefined` when it is not known */
  foundInState(naturalKey: string | undefined): void {
    if (naturalKey !== undefined) this.#inState.add(naturalKey);
  }

  isInState(naturalKey: string | undefined): boolean {
    return naturalKey !== undefined && this.#inState.has(naturalKey);
  }

  /** @param identity of an object that the program has a resource for; `undefined` when it is not known */
  declares(identity: string | undefined): void {
    if (identity !== undefined) this.#declared.add(identity);
  }

  isDeclared(identity: string): boolean {
    return this.#declared.has(identity);
  }

  /** @param inputs of an object that the state has, of a kind that may have several of one name */
  foundNameless(kind: string, inputs: object): void {
    const found = this.#nameless.get(kind) ?? [];
    found.push(inputs);
    this.#nameless.set(kind, found);
  }

  namelessOf(kind: string): readonly object[] {
    return this.#nameless.get(kind) ?? [];
  }

  /** @param inputs what the object of an id is to be changed to, or replaced for */
  compared(id: string, inputs: object): void {
    this.#compared.set(id, inputs);
  }

  comparedWith(id: string): object | undefined {
    return this.#compared.get(id);
  }

  /** @param object its place and id, which no other object has */
  wrote(object: string): void {
    this.#written.add(object);
  }

  hasWritten(object: string): boolean {
    return this.#written.has(object);
  }

  /** @returns whether a line is said for the first time in this run: `check` runs more than once for a resource */
  isNews(line: string): boolean {
    const { size } = this.#told;
    return this.#told.add(line).size > size;
  }
}

/** The run that this process of providers serves. */
export const currentRun = new Run();

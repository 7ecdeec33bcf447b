import type { Binding } from "./module.js";
import type { Syntax } from "./syntax.js";

interface Placed {
  binding: Binding;
  /** Where in the source it is in force. */
  from: number;
  /** Whether a run may leave it out. */
  mayBeSkipped: boolean;
}

/** The names of a module, each with all that it stands for from one statement to the next. */
export class BoundNames {
  /** Names in whose values something is set. */
  readonly set = new Set<string>();
  /** Names in whose values something is called. */
  readonly called = new Set<string>();
  readonly #placed = new Map<string, Placed[]>();
  readonly #everything: number[] = [];

  bind(name: string, binding: Binding, from: number, mayBeSkipped: boolean): void {
    this.#placed.set(name, [...(this.#placed.get(name) ?? []), { binding, from, mayBeSkipped }]);
  }

  /** Notes an import that may set any name. */
  bindEverything(from: number): void {
    this.#everything.push(from);
  }

  /** What a name stands for at a place. Where it is set once alone, a run that leaves that out fails. */
  at(name: string, place: number): Binding | undefined {
    const placed = (this.#placed.get(name) ?? []).filter(({ from }) => from <= place);
    const last = placed.at(-1);
    if (!last) return undefined;
    const isSure = placed.length === 1 || !last.mayBeSkipped;
    const isSetByAll = last.binding.kind === "value" && this.#everything.some((at) => at > last.from && at <= place);
    const isSetInside = placed.some(({ binding, from }) => binding.kind === "unknown" && from === 0);
    return isSure && !isSetByAll && !isSetInside ? last.binding : { kind: "unknown" };
  }
}

/** Names that the targets of an assignment set, those in brackets among them. */
export const namesIn = (targets: readonly Syntax[]): string[] =>
  targets.flatMap((target) => {
    if (target.kind === "VariableName") return target.text.match(/[A-Za-z_]\w*/g) ?? [];
    return /^(Tuple|Array|Parenthesized)Expression$/.test(target.kind) ? namesIn(target.children) : [];
  });

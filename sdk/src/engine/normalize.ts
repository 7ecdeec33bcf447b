import type { Dialect } from "../api/dialect.js";
import type { Definition } from "./definition.js";
import { containsUnknown, unknown } from "./unknown.js";

type Properties = Record<string, any>;

/** How a binding computes with values that may come later. */
export interface Values {
  /** Whether a value, as a whole, comes later. */
  isLater(value: unknown): boolean;
  /** What a function makes of values, now or as soon as they are known. */
  apply(values: readonly unknown[], compute: (...known: any[]) => unknown): unknown;
}

/** For bindings that have each value, or `unknown` in its place. */
export const plainValues: Values = {
  isLater: (value) => value === unknown,
  apply: (values, compute) => (values.some(containsUnknown) ? unknown : compute(...values)),
};

/** Who gives inputs, and how the binding tells what comes of it. */
export interface NormalizeContext {
  /** Name of the resource. */
  readonly name: string;
  /** The stack that has it, as `project/stack`. */
  readonly stack: string;
  readonly dialect: Dialect;
  /** Inputs of the last operation, where there was one and the binding has them. */
  readonly olds?: Properties;
  /** Tells the user something that is not a fault. */
  warn(line: string): void;
  /** Does what may fail for what was given, now or in a promise: a failure is told in the resource's name. */
  attempt<T>(work: () => T): T;
}

/**
 * Inputs from what a program gives: default names, values in the server's writing, and what the code on this machine says.
 * Changes nothing and asks no server, so that every binding gets the same from the same. What takes a while is a promise.
 */
export function normalized(
  { fields = {}, normalize }: Pick<Definition, "fields" | "normalize">,
  given: Properties,
  context: NormalizeContext,
  values: Values = plainValues,
): Properties {
  const inputs = { ...(normalize ? normalize(given, values, context) : given) };
  for (const [name, { namedLikeResource, defaultFrom }] of Object.entries(fields)) {
    if (inputs[name] !== undefined) continue;
    const source = defaultFrom && inputs[defaultFrom.input];
    if (namedLikeResource) inputs[name] = context.name;
    else if (source !== undefined) inputs[name] = values.apply([source], defaultFrom!.value);
  }
  return inputs;
}

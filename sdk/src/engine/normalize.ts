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

/**
 * Inputs with all that follows from the resource's name and from each other: default names, and values in the server's
 * writing. Calls nothing and reads nothing, so that every binding gets the same from the same.
 */
export function normalized(
  { fields = {}, normalize }: Pick<Definition, "fields" | "normalize">,
  resourceName: string,
  given: Properties,
  values: Values = plainValues,
): Properties {
  const inputs = { ...given };
  for (const [name, { namedLikeResource, defaultFrom }] of Object.entries(fields)) {
    if (inputs[name] !== undefined) continue;
    const source = defaultFrom && inputs[defaultFrom.input];
    if (namedLikeResource) inputs[name] = resourceName;
    else if (source !== undefined) inputs[name] = values.apply([source], defaultFrom!.value);
  }
  return normalize ? normalize(inputs, values) : inputs;
}

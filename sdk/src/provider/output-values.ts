import * as pulumi from "@pulumi/pulumi";
import type { Values } from "../engine/normalize.js";

/** Values of a program: outputs come later, and what is computed from them is one. */
export const outputValues: Values = {
  isLater: (value) => pulumi.Output.isInstance(value) || value instanceof Promise,
  apply: (values, compute) =>
    values.some(containsLater) ? pulumi.all([...values]).apply((known) => compute(...known)) : compute(...values),
};

/** Whether a value, or anything inside it, comes later. */
export const containsLater = (value: unknown): boolean =>
  outputValues.isLater(value) ||
  (typeof value === "object" && value !== null && Object.values(value).some(containsLater));

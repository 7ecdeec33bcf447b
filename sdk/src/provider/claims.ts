import * as pulumi from "@pulumi/pulumi";
import type { Definition } from "../engine/definition.js";
import { identityOf } from "../engine/ownership.js";
import { containsLater } from "./output-values.js";

/** What the resources of a program claim. A process may run several programs, one after the other, each with its stack. */
const claims = new WeakMap<pulumi.Resource, Map<string, string>>();

/**
 * Refuses a program in which two resources are one object: the second would take the first one's object over, and the
 * one that goes first would take it away from the other.
 *
 * @throws RunError, at once where the names are plain, else as soon as they are known
 */
export function claim(definition: Definition, name: string, props: pulumi.Inputs): void {
  const stack = pulumi.runtime.getStackResource();
  // Tests with mocks have no stack, and make one resource after the other.
  if (!stack || definition.isEffect) return;
  const claimed = claims.get(stack) ?? new Map<string, string>();
  claims.set(stack, claimed);

  const refusal = (inputs: Record<string, unknown>): string | undefined => {
    const identity = identityOf(definition, inputs);
    if (identity === undefined) return undefined;
    const other = claimed.get(identity);
    claimed.set(identity, other ?? name);
    if (other === undefined) return undefined;
    const object = `${definition.noun} "${definition.label(inputs)}"`;
    return `${object} is declared by two resources of this program, "${other}" and "${name}"; take one away or give it another name`;
  };
  const naming = Object.fromEntries([...definition.naturalKey, ...alsoNaming].map((key) => [key, props[key]]));
  if (!containsLater(naming)) {
    const refused = refusal(naming);
    if (refused) throw new pulumi.RunError(refused);
    return;
  }
  pulumi.output(naming).apply((inputs) => {
    const refused = refusal(inputs);
    if (refused) endProgram(refused);
  });
}

/** Ends the program from outside of an output, without the stack that the SDK shows of what an output throws. */
function endProgram(reason: string): void {
  const error = new pulumi.RunError(reason);
  error.stack = "";
  setImmediate(() => {
    throw error;
  });
}

/** Inputs that tell which object is meant, beside the natural key. */
const alsoNaming = ["typeSlug", "slug", "connection"];

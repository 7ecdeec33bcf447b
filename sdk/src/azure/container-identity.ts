import * as pulumi from "@pulumi/pulumi";
import { type ArgsOf, object, text } from "../provider/component-args.js";
import { outputValues } from "../provider/output-values.js";

const identity = {
  /** Id of the resource. */
  id: text({ required: true }),
  /** Id of its principal, to which roles are assigned. */
  principalId: text({ required: true }),
};

/** A managed identity that is assigned to containers: a resource, or its ids. */
export interface ContainerIdentity extends ArgsOf<typeof identity> {}

export const containerIdentity = object<ContainerIdentity>("ContainerIdentity", identity);
export const identityArg = containerIdentity();

/** Ids of an identity that may be an output as a whole, as components of other languages tell it. */
export function idsOf(given: pulumi.Input<ContainerIdentity>): ContainerIdentity {
  if (!outputValues.isLater(given)) return given as ContainerIdentity;
  const later = pulumi.output(given);
  return { id: later.apply(({ id }) => id), principalId: later.apply(({ principalId }) => principalId) };
}

import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import * as pulumi from "@pulumi/pulumi";

/** Name of a namespace that is given as a resource or by its name. */
export const nameOfNamespace = (given: pulumi.Input<string> | Namespace): pulumi.Output<string> =>
  Namespace.isInstance(given) ? given.metadata.name : pulumi.output(given);

const longestName = 253;

/** What is wrong with a text as the name of an object. */
export function faultOfName(name: string): string | undefined {
  if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name) && name.length <= longestName) return undefined;
  return `is "${name}"; Kubernetes takes lowercase letters, digits, dashes and dots, at most ${longestName}`;
}

import * as pulumi from "@pulumi/pulumi";
import { isReference } from "../blocks/block-resource.js";
import { isPlaceholder } from "../checks/references.js";

/** A `Secret` block that something else has made: the resource, or what a look-up found. */
export interface SecretBlock {
  /** Placeholder of the block. */
  readonly reference: pulumi.Input<string>;
}

/** A token, or the block that holds it. */
export type GitToken = pulumi.Input<string> | SecretBlock;

/** @returns the placeholder of the block that holds a token; `undefined` when the token itself is given */
export function placeholderIn(token: GitToken | undefined): pulumi.Input<string> | undefined {
  if (typeof token === "string") return isPlaceholder(token) ? token : undefined;
  if (token === undefined || isReference(token)) return token;
  return pulumi.Output.isInstance(token) || token instanceof Promise ? undefined : token.reference;
}

/** Why a worker could not take a token from a placeholder. */
export function faultOfPlaceholder(placeholder: string): string | undefined {
  const [, slug] = /^{{\s*\w+\.blocks\.([a-z0-9-]+)\.[a-z0-9-]+\s*}}$/.exec(placeholder) ?? [];
  if (slug === undefined) return "is not a placeholder of a block; write a `Secret`, or its `reference`";
  if (slug !== "secret") return `is a block of type "${slug}", not a \`Secret\`; give it as \`credentials\``;
  return undefined;
}

/** The placeholder of a field of a block. */
export const fieldOfBlock = (placeholder: string, field: string): string =>
  placeholder.replace(/\s*}}$/, `.${field} }}`);

import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { slugOf } from "../checks/names.js";

/** The name of a child of a component, and those that it had. */
export interface ChildName {
  name: string;
  aliases: pulumi.Alias[];
}

/** The name of a child that never had another. */
export const named = (name: string): ChildName => ({ name, aliases: [] });

const digits = 8;

/**
 * The name of a key. One of another rotation is another resource: Pulumi makes what is new first and deletes what is gone
 * last.
 *
 * @param rotation any text; any other text is another rotation
 */
export function rotatedName(name: string, rotation: string | undefined): ChildName {
  if (rotation === undefined) return named(name);
  const digest = createHash("sha256").update(rotation).digest("hex").slice(0, digits);
  return { name: `${name}-${digest}`, aliases: [{ name: `${name}-${slugOf(rotation)}` }] };
}

/**
 * Options of a component whose type has another name now: stacks that have it under the former one keep it, and its children.
 *
 * @param type in stacks that exist: never change it
 */
export const withFormerType = (type: string, opts?: pulumi.ComponentResourceOptions): pulumi.ComponentResourceOptions =>
  pulumi.mergeOptions({ aliases: [{ type }] }, opts);

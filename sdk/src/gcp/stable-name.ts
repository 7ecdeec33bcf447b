import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { slugOf } from "../checks/names.js";

const digits = 8;

/**
 * A name that is the same in every run of a stack and of no other stack, for what Pulumi gives no name of its own. What has
 * it ignores its changes: the first name stays when the stack or its project is renamed.
 */
export function stableName(prefix: string, name: string, longest: number): string {
  const digest = createHash("sha256").update(`${pulumi.getProject()}/${pulumi.getStack()}/${name}`).digest("hex");
  const readable = `${prefix}-${slugOf(name)}`.slice(0, longest - digits - 1).replace(/-+$/, "");
  return `${readable}-${digest.slice(0, digits)}`;
}

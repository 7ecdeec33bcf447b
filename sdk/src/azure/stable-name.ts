import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

const digits = 12;

/**
 * A name of letters and digits that is the same in every run of a stack and of no other stack. What has it ignores its
 * changes: the first name stays when the stack or its project is renamed.
 *
 * @param place of the stack, with its subscription, as some names are unique among all customers of Azure
 */
export function stableName(name: string, longest: number, place: string): string {
  const readable = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const digest = digestOf(stackPath(name, place));
  return `${readable.slice(0, longest - digits)}${digest.slice(0, digits)}`;
}

/** A GUID that is the same in every run of a stack and of no other stack, as a stable name is. */
export const stableGuid = (name: string, place: string): string =>
  digestOf(stackPath(name, place)).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-5$3-8$4-$5");

const stackPath = (name: string, place: string): string =>
  `${place}/${pulumi.getProject()}/${pulumi.getStack()}/${name}`;

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

import * as ts from "typescript";
import { isOutput } from "./declarations.js";
import type { TypeSpec } from "./spec.js";

/** What other languages call some types: their names in the source say for what they are there, or where. */
const otherNames: Readonly<Record<string, string>> = {
  ScheduleInput: "Schedule",
};

/**
 * Objects that no language has a type for: with the names that the server has, or handed on as they are. Typed languages
 * would have one type for what is given and another for what is told.
 */
const freeForms: readonly string[] = ["FlowStorage", "JobTemplate"];

/** Whether a member has to be there. */
export const isRequired = (member: ts.Symbol): boolean => !(member.flags & ts.SymbolFlags.Optional);

/** Whether it is a resource that Pulumi manages, or a class of such. */
export const isResource = (type: ts.Type): boolean =>
  Boolean(type.flags & ts.TypeFlags.Object && type.getProperty("urn"));

/** What has the names of several types, or those of the server. */
export const isFreeForm = (type: ts.Type): boolean =>
  (type.isIntersection() && !isOutput(type)) || freeForms.includes(nameOf(type) ?? "");

export const isPromise = (type: ts.Type): boolean => type.symbol?.name === "Promise";

/** All words that a value may be, if it is one of several. */
export function wordsIn(parts: readonly ts.Type[]): string[] | undefined {
  const words = parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
  return words.length > 0 && words.length === parts.length ? words : undefined;
}

/** A number or a flag that may also be a text is a text. */
export function primitiveOf(parts: readonly ts.Type[], name: string): TypeSpec {
  const isOf = (flags: ts.TypeFlags) => parts.some((part) => part.flags & flags);
  if (isOf(ts.TypeFlags.StringLike)) return { type: "string" };
  if (isOf(ts.TypeFlags.NumberLike)) return { type: "number" };
  if (isOf(ts.TypeFlags.BooleanLike)) return { type: "boolean" };
  throw new Error(`${name} is of no type that every language has`);
}

/** Names that say nothing of a type, or only when its value comes. */
const notNames = ["__type", "__object", "Input", "Output", "Unwrap"];

/** What other languages call a type, if it has a name. */
export function nameOf(type: ts.Type): string | undefined {
  const name = type.aliasSymbol?.name ?? type.symbol?.name;
  return name === undefined || notNames.includes(name) ? undefined : (otherNames[name] ?? name);
}

/** What the source calls a type, by its name in other languages. */
export const sourceNameOf = (name: string): string =>
  Object.entries(otherNames).find(([, other]) => other === name)?.[0] ?? name;

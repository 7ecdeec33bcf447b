import * as pulumi from "@pulumi/pulumi";
import type { Arg, ArgType, ComponentArgs } from "../provider/component-args.js";

/**
 * Args as a program in TypeScript writes them. Some languages give a list or an object that has an output in it as one output:
 * it is opened, so that what has to be known is, and each value in it is an output of its own.
 *
 * @param sent what the engine sent of each arg
 */
export function openedArgs(args: ComponentArgs, given: pulumi.Inputs, sent: pulumi.Inputs): pulumi.Inputs {
  const opened = Object.entries(given).map(([name, value]) => {
    const arg = args[name];
    return [name, arg?.plain && pulumi.Output.isInstance(value) ? openedValue(arg.type, value, sent[name]) : value];
  });
  return Object.fromEntries(opened);
}

function openedValue(type: ArgType, value: pulumi.Output<any>, sent: unknown): unknown {
  if (typeof sent !== "object" || sent === null) return value;
  const inner = (key: string | number): unknown => {
    const arg = argAt(type, String(key));
    return arg?.plain ? (sent as pulumi.Inputs)[key] : value.apply((known) => known[key]);
  };
  if (Array.isArray(sent)) return sent.map((_, index) => inner(index));
  return Object.fromEntries(Object.keys(sent).map((key) => [key, inner(key)]));
}

function argAt(type: ArgType, key: string): Arg | undefined {
  if (typeof type === "string" || "words" in type) return undefined;
  if ("object" in type) return type.args[key];
  return "listOf" in type ? type.listOf : type.mapOf;
}

import * as pulumi from "@pulumi/pulumi";
import { eitherOf } from "../engine/value-text.js";
import { stackConfig } from "./program.js";
import { configInput, pluginTypePrefix, stub, typePrefix } from "./stub.js";

/** What serves the resources of a program. */
interface Binding {
  /** Type of the resources of a kind. Part of users' state: never change it. */
  typeOf(kind: string): string;
  /**
   * What the provider needs beside the inputs.
   * @param settings keys of the stack's config that it reads for this resource
   */
  inputsOf(kind: string, settings: readonly string[]): pulumi.Inputs;
}

/** The dynamic provider is part of the program, `plugin` is a provider of its own, which other languages have too. */
const bindings = {
  dynamic: { typeOf: (kind) => typePrefix + kind, inputsOf: (kind) => ({ __provider: stub(kind) }) },
  plugin: { typeOf: (kind) => pluginTypePrefix + kind, inputsOf: (_, settings) => configInputs(settings) },
} as const satisfies Record<string, Binding>;

function configInputs(settings: readonly string[]): pulumi.Inputs {
  const entries = settings.map((key) => [key, stackConfig.get(key)]).filter(([, value]) => value !== undefined);
  return entries.length > 0 ? { [configInput]: pulumi.secret(Object.fromEntries(entries)) } : {};
}

type BindingName = keyof typeof bindings;

/** The setting in a stack's config that says which it is. */
export const bindingSetting = "syntask:binding";

function bindingOfProgram(): BindingName {
  const name = new pulumi.Config("syntask").get("binding") ?? "dynamic";
  if (Object.hasOwn(bindings, name)) return name as BindingName;
  const known = eitherOf(Object.keys(bindings).map((one) => JSON.stringify(one)));
  throw new pulumi.RunError(`\`${bindingSetting}\` is "${name}"; write ${known}`);
}

/** Type of the resources of a kind in this program. */
export const typeOfKind = (kind: string): string => bindings[bindingOfProgram()].typeOf(kind);

/** Types of the resources of a kind, whatever serves them. */
export const typesOfKind = (kind: string): string[] => Object.values(bindings).map(({ typeOf }) => typeOf(kind));

/** What this program hands to the engine of a kind: stacks that have it under another type go on with it. */
export function boundKind(
  kind: string,
  formerKinds: readonly string[],
  settings: readonly string[],
): { type: string; inputs: pulumi.Inputs; aliases: pulumi.Alias[] } {
  const { typeOf, inputsOf } = bindings[bindingOfProgram()];
  const type = typeOf(kind);
  const others = [kind, ...formerKinds].flatMap(typesOfKind).filter((other) => other !== type);
  return { type, inputs: inputsOf(kind, settings), aliases: others.map((other) => ({ type: other })) };
}

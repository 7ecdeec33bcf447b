import type * as ts from "typescript";
import type { Definition } from "../../sdk/src/engine/definition.js";
import type { Field } from "../../sdk/src/engine/field.js";
import { typePrefix } from "../../sdk/src/provider/stub.js";
import { isRequired } from "./compiler-types.js";
import { type Declarations, isOutput } from "./declarations.js";
import { asText } from "./documentation.js";
import type { NeutralTypes } from "./neutral-types.js";
import { notInPlugins, type Properties, type PropertySpec, type ResourceSpec, rankOf, type TypeSpec } from "./spec.js";

/** An input of a kind in every language. */
interface Input {
  name: string;
  spec: PropertySpec;
  required: boolean;
}

/** A kind of resource, from its definition and its class. */
export function resourceOf(definition: Definition, declarations: Declarations, types: NeutralTypes): ResourceSpec {
  const { kind, formerKinds = [], list } = definition;
  const { description, deprecation } = declarations.documentationOf(declarations.symbolOf(kind));
  const given = programInputs(definition, declarations, types);
  // Nobody writes the words and objects of what components alone make.
  const known = given ? types : types.apart();
  const inputs = given ?? innerInputs(definition, declarations, known);
  const outputs = (given ? programOutputs : innerOutputs)(definition, inputs, declarations, known);
  return {
    description: given ? description! : `${description}\n\nComponents alone make it.`,
    ...(!given && { isOverlay: true }),
    ...(deprecation && { deprecationMessage: deprecation }),
    inputProperties: propertiesOf(inputs),
    requiredInputs: inputs.filter(({ required }) => required).map(({ name }) => name),
    properties: propertiesOf(outputs),
    required: outputs.filter(({ required }) => required).map(({ name }) => name),
    ...(list && { listInputs: { properties: {} } }),
    aliases: [kind, ...formerKinds].map((name) => ({ type: typePrefix + name })),
  };
}

const propertiesOf = (inputs: readonly Input[]): Properties =>
  Object.fromEntries(inputs.map(({ name, spec }) => [name, spec]));

/** What programs give; none of a kind that components alone make, or that is given what no other language has. */
function programInputs(definition: Definition, declarations: Declarations, types: NeutralTypes): Input[] | undefined {
  const { kind, properties } = definition;
  const args = declarations.typeOf(`${kind}Args`);
  if (!args || !declarations.isPublic(kind)) return undefined;
  const { inputs } = declarations.definitionOf(kind);
  const found: Input[] = [];
  for (const arg of args.getProperties()) {
    if (notInPlugins.includes(arg.name)) continue;
    const type = declarations.typeOfMember(arg);
    // A resource by itself is given by its id.
    const name = types.hasValues(type) ? arg.name : `${arg.name}Id`;
    const received = inputs.getProperty(name);
    if (!types.hasValues(type) && !received) return undefined;
    const value = received && declarations.typeOfMember(received);
    const isOneType = value && properties.includes(name) && types.isOneType(value);
    const spec = types.typeOf(name, isOneType ? value : type, kind);
    const { description } = declarations.documentationOf(arg);
    const text = types.takesResource(type) ? asText(description) : description;
    found.push({ name, spec: types.described(withFacts(definition, name, spec), text), required: isRequired(arg) });
  }
  return found.sort((one, other) => rankOf(one.name, one.required) - rankOf(other.name, other.required));
}

/** What components give. */
function innerInputs({ kind, ...definition }: Definition, declarations: Declarations, types: NeutralTypes): Input[] {
  const { inputs } = declarations.definitionOf(kind);
  return definition.properties.map((name) => {
    const member = inputs.getProperty(name)!;
    const spec = withoutWords(types.typeOf(name, declarations.typeOfMember(member), kind));
    const { description } = declarations.documentationOf(member);
    const described = description && { description };
    return {
      name,
      spec: { ...withFacts({ kind, ...definition }, name, spec), ...described },
      required: isRequired(member),
    };
  });
}

/** What the definition knows of an input beside its type. */
function withFacts(definition: Definition, name: string, spec: PropertySpec): PropertySpec {
  const value = writableDefault(definition, name);
  return {
    ...spec,
    ...(value !== undefined && { default: value }),
    ...(isSecret(definition, name) && { secret: true }),
    ...(definition.replaceOnChanges.includes(name) && { willReplaceOnChanges: true }),
  };
}

const isSecret = ({ secrets = [], secretFields = [] }: Definition, name: string): boolean =>
  secrets.includes(name) || secretFields.includes(name);

/** A default that other languages write for an input that is left out, where that means the same to every server. */
function writableDefault(definition: Definition, name: string): string | number | boolean | undefined {
  const field: Field = definition.fields?.[name] ?? {};
  const value: unknown = field.default;
  const isWord = typeof value === "string" && value !== "";
  if (!isWord && typeof value !== "number" && typeof value !== "boolean") return undefined;
  const needs = definition.needs?.({ [name]: value }) ?? [];
  const isSaid = !field.countsBeside && !isSecret(definition, name) && !needs.some(({ property }) => property === name);
  return isSaid ? value : undefined;
}

/** What programs can read. */
function programOutputs(
  { kind, outputs: made = [] }: Definition,
  inputs: readonly Input[],
  declarations: Declarations,
  types: NeutralTypes,
): Input[] {
  const outputs = declarations.membersOf(kind).filter((member) => isOutput(declarations.typeOfMember(member)));
  return outputs.map((member) => {
    const given = made.includes(member.name) ? undefined : inputs.find(({ name }) => name === member.name);
    const type = declarations.typeOfMember(member);
    const { description = given?.spec.description } = declarations.documentationOf(member);
    const spec = given?.spec ?? types.typeOf(member.name, type, kind);
    return { name: member.name, spec: { ...asOutput(spec), description }, required: !types.mayBeMissing(type) };
  });
}

/** What is stored of it. */
function innerOutputs(
  { kind, outputs = [], secretOutputs = [] }: Definition,
  inputs: readonly Input[],
  declarations: Declarations,
  types: NeutralTypes,
): Input[] {
  const { state } = declarations.definitionOf(kind);
  const made = outputs.flatMap((name) => {
    const member: ts.Symbol | undefined = state.getProperty(name);
    if (!member || inputs.some((input) => input.name === name)) return [];
    const spec = withoutWords(types.typeOf(name, declarations.typeOfMember(member), kind));
    const isSecretOutput = secretOutputs.includes(name) && { secret: true };
    return [{ name, spec: { ...spec, ...isSecretOutput }, required: isRequired(member) }];
  });
  return [...inputs.map((input) => ({ ...input, spec: asOutput(input.spec) })), ...made];
}

const withoutWords = (spec: TypeSpec): TypeSpec => (spec.$ref?.startsWith("#") ? { type: "string" } : spec);

function asOutput({ default: _, willReplaceOnChanges: __, ...spec }: PropertySpec): PropertySpec {
  return spec;
}

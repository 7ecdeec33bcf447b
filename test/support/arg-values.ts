import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import * as ts from "typescript";
import { type ArgType, argTypesOf, declarationOf, membersOf } from "./arg-types";

/** Makes a value of an arg. It is called in a program, as the value may be a resource. */
export type Make = () => unknown;

type ResourceClass = new (name: string, args: Record<string, unknown>) => pulumi.Resource;

const codeIn = (bucket: string) => () =>
  new syntask.FlowCode(`given-${bucket}`, {
    store: "s3",
    location: { bucket },
    credentials: { key: "credentials-1" },
    source: "examples/quickstart/flows",
    releases: true,
  });

/** Args whose values are looked at while the program runs. */
const values: Record<string, Make[]> = {
  "ReleasePruning.code": [codeIn("one"), codeIn("other")],
  "FlowCode.source": [() => "examples/quickstart/flows", () => "examples/templates"],
  "GcpCredentials.serviceAccountInfo": [
    () => '{"project_id":"serviceAccountInfo-1"}',
    () => ({ project_id: "serviceAccountInfo-2" }),
  ],
};

/** Types that say more than what is written in this package's sources, or that everything fits. */
const valuesOfTypes: Record<string, (label: string) => Make[]> = {
  Json: (label) => [...textsOf(label), () => 1, () => null, () => [label], () => ({ key: label })],
  Type: textsOf,
  BlockResource: (label) => [() => new syntask.LocalFileSystem(`given-${label}`, { basepath: label })],
  "pulumi.CustomResource": (label) => [() => new syntask.Variable(`given-${label}`, { value: label })],
};

/** Values of an arg, of each kind that it takes, so that no two of them mean the same. */
export function valuesOfArg(className: string, { name, type }: ArgType): Make[] {
  return values[`${className}.${name}`] ?? valuesOf(type, name, []);
}

/** The args that a class cannot be without. */
export const requiredArgs = (className: string): Record<string, Make> =>
  Object.fromEntries(
    argTypesOf(className)
      .filter(({ isRequired }) => isRequired)
      .map((arg) => [arg.name, valuesOfArg(className, arg)[0]!]),
  );

/** What the makers make. */
export const made = (makers: Record<string, Make>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, make()]));

function textsOf(label: string): Make[] {
  return [() => `${label}-1`, () => `${label}-2`];
}

/** @param within names of the types that this one is part of: what contains itself ends there */
function valuesOf(type: ts.TypeNode, label: string, within: readonly string[]): Make[] {
  const inner = (node: ts.TypeNode) => valuesOf(node, label, within);
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(inner);
  if (ts.isArrayTypeNode(type)) return inner(type.elementType).map((make) => () => [make()]);
  if (ts.isTypeLiteralNode(type)) {
    return type.members.filter(ts.isPropertySignature).flatMap(({ name, type: member }) => {
      return inner(member!).map((make) => () => ({ [name.getText()]: make() }));
    });
  }
  if (ts.isLiteralTypeNode(type)) return [() => JSON.parse(type.getText())];
  if (ts.isTypeReferenceNode(type)) return valuesOfReference(type, label, within);
  switch (type.kind) {
    case ts.SyntaxKind.BooleanKeyword:
      return [() => true];
    case ts.SyntaxKind.NumberKeyword:
      return [() => 2, () => 4];
    case ts.SyntaxKind.UndefinedKeyword:
      return [];
    default:
      return textsOf(label);
  }
}

function valuesOfReference(
  { typeName, typeArguments = [] as never }: ts.TypeReferenceNode,
  label: string,
  within: readonly string[],
): Make[] {
  const name = typeName.getText();
  const special = valuesOfTypes[name];
  if (special) return special(label);
  const inner = (index: number) => valuesOf(typeArguments[index]!, label, within);
  if (name === "pulumi.Input") return inner(0);
  if (name === "pulumi.Output") return inner(0).map((make) => () => pulumi.output(make()));
  if (name === "Record") return inner(1).map((make) => () => ({ key: make() }));
  if (within.includes(name)) return [];
  const declaration = declarationOf(name);
  if (!declaration) throw new Error(`no value is known for the type ${name} of \`${label}\``);
  if (ts.isTypeAliasDeclaration(declaration)) return valuesOfAlias(declaration, label, [...within, name]);
  return ts.isClassDeclaration(declaration)
    ? [() => resourceOf(name, label)]
    : objectsOf(name, label, [...within, name]);
}

/** What depends on a condition, or lists the names of something, is any object or text. */
function valuesOfAlias({ type }: ts.TypeAliasDeclaration, label: string, within: readonly string[]): Make[] {
  if (ts.isConditionalTypeNode(type)) return textsOf(label).map((make) => () => ({ key: make() }));
  return valuesOf(type, label, within);
}

function resourceOf(className: string, label: string): pulumi.Resource {
  const Class = new Map(Object.entries(syntask)).get(className) as unknown as ResourceClass;
  return new Class(`given-${className}-${label}`, made(requiredArgs(className)));
}

/** An object with what it needs, and one with all that it can have. */
function objectsOf(interfaceName: string, label: string, within: readonly string[]): Make[] {
  const members = membersOf(interfaceName);
  const needed = members.filter(({ isRequired }) => isRequired);
  return (needed.length === members.length ? [members] : [needed, members]).map((some) => () => {
    const entries = some.map(({ name, type }) => [name, valuesOf(type, `${label}-${name}`, within)[0]?.()]);
    return Object.fromEntries(entries);
  });
}

import { ownValue } from "../api/own-value.js";
import type { Json } from "../engine/definition.js";
import type { PythonModule } from "./module.js";
import { changingSince } from "./schema-versions.js";
import { argumentsOf, Syntax } from "./syntax.js";
import { textOf } from "./text.js";
import { collections, plainTypes, type Schema, typeName } from "./type-schemas.js";
import { constantOf } from "./values.js";

/** What the schemas of one function have in common. */
export interface SchemaContext {
  module: PythonModule;
  /** Classes of the file that are referred to, by name. */
  definitions: Map<string, Schema>;
  /** The schema of a class of the file; its fields have annotations, too. */
  schemaOfClass(name: string, syntax: Syntax, decorators: Syntax[], context: SchemaContext): Schema;
}

const farthestReference = 20;
const bounds: Record<string, string> = {
  ge: "minimum",
  gt: "exclusiveMinimum",
  le: "maximum",
  lt: "exclusiveMaximum",
  multiple_of: "multipleOf",
  pattern: "pattern",
  description: "description",
};

/** The JSON schema of an annotation as the server's library makes it. What it cannot describe, or we cannot know, is any value. */
export function schemaOf(annotation: Syntax | undefined, context: SchemaContext, depth = 0): Schema {
  if (!annotation || depth > farthestReference) return {};
  const inner = (syntax: Syntax | undefined) => schemaOf(syntax, context, depth + 1);
  const { kind, text } = annotation;
  if (kind === "None") return { type: "null" };
  if (kind === "String") return inner(expressionIn(textOf(text)));
  if (kind === "ParenthesizedExpression") return inner(annotation.elements[0]);
  if (kind === "BinaryExpression" && annotation.children[1]?.text === "|")
    return union(alternatives(annotation), inner);
  if (kind === "CallExpression") return constrainedCall(annotation, context, inner);
  if (kind === "MemberExpression" && annotation.first("[")) return subscripted(annotation, context, inner);
  if (kind === "VariableName" || kind === "MemberExpression") return named(annotation, context, inner);
  return {};
}

type Inner = (syntax: Syntax | undefined) => Schema;

/** The expression in an annotation that is written as text. */
function expressionIn(text: string | undefined): Syntax | undefined {
  const statement = text === undefined ? undefined : Syntax.parse(text.trim()).children[0];
  return statement?.kind === "ExpressionStatement" ? statement.children[0] : undefined;
}

function named(annotation: Syntax, context: SchemaContext, inner: Inner): Schema {
  const binding = context.module.bindings.get(annotation.text);
  if (binding?.kind === "class") {
    return context.schemaOfClass(annotation.text, binding.syntax, binding.decorators, context);
  }
  if (binding?.kind === "value") return inner(binding.syntax);
  const name = context.module.fullName(annotation);
  return (name && ownValue(plainTypes, typeName(name))) || {};
}

function subscripted(annotation: Syntax, context: SchemaContext, inner: Inner): Schema {
  const open = annotation.children.findIndex(({ kind }) => kind === "[");
  const parts = annotation.children.slice(open + 1).filter(({ kind }) => kind !== "," && kind !== "]");
  const types = parts.length === 1 && parts[0]!.kind === "TupleExpression" ? parts[0]!.elements : parts;
  const fullName = context.module.fullName(annotation.children[0]!);
  const name = fullName && typeName(fullName);
  if (name === undefined) return {};
  if (name === "typing.Optional") return nullable(inner(types[0]));
  if (name === "typing.Union") return union(types, inner);
  if (name === "typing.Literal") return literal(types, context);
  if (name === "typing.Annotated") return annotated(types, context, inner);
  if (name === "typing.Final") return inner(types[0]);
  if (name === "builtins.tuple" || name === "typing.Tuple") return tuple(types, inner);
  const collection = ownValue(collections, name);
  if (!collection) return {};
  const schema = inner(types.at(-1));
  const isAnyMapping = collection.inner === "additionalProperties" && Object.keys(schema).length === 0;
  return isAnyMapping ? plainTypes[name]! : { ...collection.schema, [collection.inner]: schema };
}

/** The operands of `a | b | c`, in order. */
const alternatives = (annotation: Syntax): Syntax[] =>
  annotation.kind === "BinaryExpression" && annotation.children[1]?.text === "|"
    ? [...alternatives(annotation.children[0]!), ...alternatives(annotation.children[2]!)]
    : [annotation];

function union(types: Syntax[], inner: Inner): Schema {
  const isNone = ({ kind }: Syntax) => kind === "None";
  const schemas = distinct(types.filter((type) => !isNone(type)).flatMap((type) => flattened(inner(type))));
  const hasNull = types.some(isNone) || schemas.some(isNull);
  const schema = anyOf(schemas.filter((one) => !isNull(one)));
  return hasNull ? nullable(schema) : schema;
}

function nullable(schema: Schema): Schema {
  const schemas = flattened(schema).filter((one) => !isNull(one));
  return anyOf([...schemas, { type: "null" }]);
}

const anyOf = (schemas: Schema[]): Schema => (schemas.length === 1 ? schemas[0]! : { anyOf: schemas });

/** A union in a union is one union. */
const flattened = (schema: Schema): Schema[] =>
  Array.isArray(schema.anyOf) && Object.keys(schema).length === 1 ? (schema.anyOf as Schema[]) : [schema];

const isNull = (schema: Schema): boolean => schema.type === "null";

const distinct = (schemas: Schema[]): Schema[] => [
  ...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values(),
];

function literal(types: Syntax[], { module }: SchemaContext): Schema {
  const values = types.map((type) => constantOf(type, module));
  if (values.includes(undefined)) return {};
  const schema = enumeration(values as Json[]);
  return "const" in schema ? changingSince("3.1.0", schema, { enum: null }) : schema;
}

/** One of some values. */
export function enumeration(values: Json[]): Schema {
  const types = new Set(values.map(jsonType));
  const [type] = types;
  const schema: Schema = { enum: values };
  if (values.length === 1) schema.const = values[0]!;
  if (types.size === 1 && type !== undefined) schema.type = type;
  return schema;
}

function jsonType(value: Json): string | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "string" || typeof value === "boolean" ? typeof value : undefined;
}

function tuple(types: Syntax[], inner: Inner): Schema {
  if (types.at(-1)?.kind === "Ellipsis") return { items: inner(types[0]), type: "array" };
  const size = { maxItems: types.length, minItems: types.length, type: "array" };
  return types.length === 0 ? size : { ...size, prefixItems: types.map(inner) };
}

/** `Annotated[type, Field(ge=1)]`. */
function annotated([type, ...metadata]: Syntax[], context: SchemaContext, inner: Inner): Schema {
  return metadata
    .filter(({ kind, children }) => kind === "CallExpression" && isField(children[0]!, context))
    .reduce((schema, call) => constrained(schema, call, context), inner(type));
}

/** `conint(ge=1)` and `constr(min_length=1)`. */
function constrainedCall(call: Syntax, context: SchemaContext, inner: Inner): Schema {
  const types: Record<string, string> = { conint: "integer", confloat: "number", constr: "string" };
  const name = context.module.fullName(call.children[0]!);
  const type = name?.startsWith("pydantic.") ? ownValue(types, name.split(".").at(-1)!) : undefined;
  return type ? constrained({ type }, call, context) : inner(undefined);
}

/** A schema with the bounds that a call of `Field` names. */
export function constrained(schema: Schema, call: Syntax, { module }: SchemaContext): Schema {
  const bounded = withoutNull(schema);
  const entries = argumentsOf(call.first("ArgList")).flatMap(({ name, value }): [string, Json][] => {
    const bound = name === undefined ? undefined : boundName(name, bounded.schema);
    const known = constantOf(value, module);
    return bound === undefined || known === undefined || known === null ? [] : [[bound, known]];
  });
  return bounded.back({ ...bounded.schema, ...Object.fromEntries(entries) });
}

/** A bound of an optional value belongs to the value. */
function withoutNull(schema: Schema): { schema: Schema; back: (schema: Schema) => Schema } {
  const [inner, last, ...rest] = flattened(schema);
  const isOptional = inner && last && isNull(last) && rest.length === 0;
  return isOptional ? { schema: inner, back: nullable } : { schema, back: (changed) => changed };
}

function boundName(name: string, { type }: Schema): string | undefined {
  const [, end] = /^(min|max)_length$/.exec(name) ?? [];
  if (end) return end + (type === "array" ? "Items" : type === "object" ? "Properties" : "Length");
  return ownValue(bounds, name);
}

export const isField = (callee: Syntax, { module }: SchemaContext): boolean =>
  ["pydantic.Field", "pydantic.fields.Field"].includes(module.fullName(callee) ?? "");

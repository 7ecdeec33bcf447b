import type { Json } from "../engine/definition.js";
import { constrained, enumeration, isField, type SchemaContext, schemaOf } from "./annotations.js";
import { docstringLiteral } from "./module.js";
import { changingSince } from "./schema-versions.js";
import { annotationOf, argumentsOf, type Named, type Syntax } from "./syntax.js";
import { cleanDocstring, textOf } from "./text.js";
import type { Schema } from "./type-schemas.js";
import { constantOf } from "./values.js";

const enumerations = ["enum.Enum", "enum.IntEnum", "enum.StrEnum"];

/** A reference to a class of the file that has a schema: an enumeration, a dataclass, a pydantic model. Else any value. */
export function classSchema(name: string, syntax: Syntax, decorators: Syntax[], context: SchemaContext): Schema {
  if (!context.definitions.has(name)) {
    context.definitions.set(name, {}); // A class may refer to itself.
    const definition = definitionOf(name, syntax, decorators, context);
    if (!definition) {
      context.definitions.delete(name);
      return {};
    }
    context.definitions.set(name, definition);
  }
  return { $ref: `#/definitions/${name}` };
}

function definitionOf(name: string, syntax: Syntax, decorators: Syntax[], context: SchemaContext): Schema | undefined {
  const bases = argumentsOf(syntax.first("ArgList"));
  const baseNames = bases.map(({ value }) => (value ? context.module.fullName(value) : undefined));
  if (bases.some((base) => base.name !== undefined)) return undefined;
  if (baseNames.some((base) => base && enumerations.includes(base))) return enumerationOf(name, syntax, context);
  const isModel = baseNames.length === 1 && baseNames[0] === "pydantic.BaseModel";
  const isDataclass =
    baseNames.length === 0 && decorators.some((decorator) => isDataclassDecorator(decorator, context));
  return isModel || isDataclass ? modelOf(name, syntax, context) : undefined;
}

function isDataclassDecorator(decorator: Syntax, { module }: SchemaContext): boolean {
  const name = decoratorName(decorator, module);
  return name === "dataclasses.dataclass" || name === "pydantic.dataclasses.dataclass";
}

/** Full name of what a decorator calls. */
export function decoratorName(decorator: Syntax, module: SchemaContext["module"]): string | undefined {
  const parts = decorator.children.filter(({ kind }) => /^(VariableName|PropertyName)$/.test(kind));
  const binding = parts[0] && module.bindingAt(parts[0].text, decorator);
  if (!parts[0] || binding?.kind !== "import") return undefined;
  return [binding.name, ...parts.slice(1).map(({ text }) => text)].join(".");
}

function enumerationOf(name: string, syntax: Syntax, context: SchemaContext): Schema | undefined {
  const assignments = bodyOf(syntax).filter(
    ({ kind, children }) => kind === "AssignStatement" && !children[0]!.text.startsWith("_"),
  );
  const values = assignments.map(({ children }) => constantOf(children.at(-1), context.module));
  if (values.length === 0 || values.includes(undefined)) return undefined;
  const schema: Schema = { ...description(syntax), ...enumeration([...new Set(values as Json[])]), title: name };
  return "const" in schema ? changingSince("3.1.0", schema, { const: null }) : schema;
}

function modelOf(name: string, syntax: Syntax, context: SchemaContext): Schema | undefined {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const statement of bodyOf(syntax)) {
    if (statement.kind !== "AssignStatement") continue;
    const field = fieldOf(statement);
    if (field.name === "model_config") return undefined;
    if (field.annotation === undefined || field.name.startsWith("_")) continue;
    if (hasAlias(field.value)) return undefined;
    const { schema, isRequired } = propertyOf(field, context);
    properties[field.name] = schema;
    if (isRequired) required.push(field.name);
  }
  return {
    ...description(syntax),
    properties,
    ...(required.length > 0 && { required }),
    title: name,
    type: "object",
  };
}

/** Statements of a class, those on one line with `;` among them. */
const bodyOf = (syntax: Syntax): Syntax[] =>
  (syntax.first("Body")?.children ?? []).flatMap((child) =>
    child.kind === "StatementGroup" ? child.children : [child],
  );

function fieldOf({ children }: Syntax): Named & { name: string } {
  const assign = children.findIndex(({ kind }) => kind === "AssignOp");
  const definition = children.find(({ kind }) => kind === "TypeDef");
  return {
    name: children[0]!.text,
    stars: "",
    annotation: annotationOf(definition),
    value: assign < 0 ? undefined : children[assign + 1],
  };
}

const hasAlias = (value: Syntax | undefined): boolean =>
  argumentsOf(value?.first("ArgList")).some(({ name }) => name === "alias" || name === "validation_alias");

function propertyOf(field: Named & { name: string }, context: SchemaContext): { schema: Schema; isRequired: boolean } {
  const { value, annotation } = field;
  const type = schemaOf(annotation, context);
  const isCall = value?.kind === "CallExpression";
  const isFieldCall = isCall && (isField(value.children[0]!, context) || /(^|\.)field$/.test(value.children[0]!.text));
  const given = isFieldCall ? argumentsOf(value.first("ArgList")) : [];
  const initial = isFieldCall ? given.find(({ name }) => name === undefined || name === "default")?.value : value;
  const hasFactory = given.some(({ name }) => name === "default_factory");
  const known = constantOf(initial, context.module);
  const isRequired = (initial === undefined || initial.kind === "Ellipsis") && !hasFactory;
  const schema = isFieldCall ? constrained(type, value, context) : type;
  return {
    schema: {
      ...schema,
      ...(known !== undefined && { default: known }),
      ...(hasTitle(type) && { title: titleOf(field.name) }),
    },
    isRequired,
  };
}

/** A class has its own title, and so has an optional one. */
function hasTitle(schema: Schema): boolean {
  const [first, last, ...rest] = Array.isArray(schema.anyOf) ? (schema.anyOf as Schema[]) : [schema];
  const isOptional = rest.length === 0 && (last === undefined || last.type === "null");
  return !(first && "$ref" in first && isOptional);
}

/** Python's `title()`: a capital after everything that is no letter. */
const titleOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/(^|[^a-z])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase())
    .replaceAll("_", " ")
    .trim();

function description(syntax: Syntax): Schema {
  const text = textOf(docstringLiteral(syntax) ?? "''");
  return text ? { description: cleanDocstring(text) } : {};
}

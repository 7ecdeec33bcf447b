import type { Json } from "../engine/definition.js";
import { isField, type SchemaContext, schemaOf } from "./annotations.js";
import { classSchema } from "./classes.js";
import type { PythonModule } from "./module.js";
import { changingSince } from "./schema-versions.js";
import { argumentsOf, type Named, parametersOf, type Syntax } from "./syntax.js";
import { parameterDescriptions } from "./text.js";
import type { Schema } from "./type-schemas.js";
import { constantOf } from "./values.js";

/**
 * The schema of a function's parameters, as the libraries of servers make it for the form in the UI, each version in its own
 * way. A default that only running the code would tell is left out, and its parameter is still not required.
 *
 * @param docstring the function's own, whose `Args:` describe the parameters
 */
export function parameterSchemaOf(
  definition: Syntax,
  docstring: string | undefined,
  module: PythonModule,
): Record<string, Json> {
  const context: SchemaContext = { module, definitions: new Map(), schemaOfClass: classSchema };
  const descriptions = parameterDescriptions(docstring ?? "");
  const parameters = parametersOf(definition.first("ParamList"));
  const properties = parameters.map((parameter, position): [string, Schema] => {
    const { name, value } = parameter;
    const known = constantOf(value, module);
    const described = descriptions.get(name);
    const schema = {
      ...typeOf(parameter, context),
      ...(known !== undefined && { default: known }),
      ...(described !== undefined && { description: described }),
      position,
      title: name,
    };
    return [name, withFieldCall(schema, value, context)];
  });
  const required = parameters.filter(({ value }) => value === undefined);
  const schema = {
    title: "Parameters",
    type: "object",
    properties: Object.fromEntries(properties),
    ...asRequired(required),
    definitions: Object.fromEntries(context.definitions),
  };
  const starless = required.filter(({ stars }) => stars === "");
  return starless.length === required.length
    ? schema
    : changingSince("3.9.0", schema, { required: null, ...asRequired(starless) });
}

type Parameter = Named & { name: string };

const asRequired = (parameters: readonly Parameter[]): Schema =>
  parameters.length > 0 ? { required: parameters.map(({ name }) => name) } : {};

/** The type of one parameter; servers from 3.9.0 have what `*` and `**` collect as a list and a mapping that may be left out. */
function typeOf({ annotation, stars }: Parameter, context: SchemaContext): Schema {
  const { description: _, ...type } = schemaOf(annotation, context);
  const own = annotation?.kind === "None" ? changingSince("3.4.0", {}, { type: "null" }) : type;
  if (stars === "") return own;
  const nothing = Object.fromEntries(Object.keys(own).map((key) => [key, null]));
  const isAny = annotation === undefined;
  const collected: Schema =
    stars === "*"
      ? { type: "array", items: isAny ? {} : own, default: [] }
      : { type: "object", additionalProperties: isAny ? true : own, default: {} };
  return changingSince("3.9.0", own, { ...nothing, ...collected });
}

/** What a default such as `Field(default=3, description="Rows")` says is part of the schema since 3.5.0. */
function withFieldCall(schema: Schema, value: Syntax | undefined, context: SchemaContext): Schema {
  if (value?.kind !== "CallExpression" || !isField(value.children[0]!, context)) return schema;
  const given = argumentsOf(value.first("ArgList"));
  const said = (wanted: string) =>
    constantOf(given.find(({ name = "default" }) => name === wanted)?.value, context.module);
  const told = ["default", "description"].flatMap((key) => (said(key) === undefined ? [] : [[key, said(key)!]]));
  return told.length > 0 ? changingSince("3.5.0", schema, Object.fromEntries(told)) : schema;
}

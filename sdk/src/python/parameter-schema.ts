import type { Json } from "../engine/definition.js";
import { type SchemaContext, schemaOf } from "./annotations.js";
import { classSchema } from "./classes.js";
import type { PythonModule } from "./module.js";
import { parametersOf, type Syntax } from "./syntax.js";
import { parameterDescriptions } from "./text.js";
import type { Schema } from "./type-schemas.js";
import { constantOf } from "./values.js";

/**
 * The schema of a function's parameters, as the server's library makes it for the form in the UI. A default that only
 * running the code would tell is left out, and its parameter is still not required.
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
  const properties = parameters.map(({ name, annotation, value }, position): [string, Schema] => {
    const known = constantOf(value, module);
    const { description: _, ...type } = schemaOf(annotation?.kind === "None" ? undefined : annotation, context);
    const described = descriptions.get(name);
    return [
      name,
      {
        ...type,
        ...(known !== undefined && { default: known }),
        ...(described !== undefined && { description: described }),
        position,
        title: name,
      },
    ];
  });
  const required = parameters.filter(({ value }) => value === undefined).map(({ name }) => name);
  return {
    title: "Parameters",
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    definitions: Object.fromEntries(context.definitions),
  };
}

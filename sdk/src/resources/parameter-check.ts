import { schemaFaults } from "../checks/json-schema.js";
import type { CheckFailures } from "../engine/check-failures.js";
import type { Json } from "../engine/definition.js";

interface Inputs {
  parameters?: Record<string, Json>;
  parameterOpenApiSchema?: Record<string, Json>;
  enforceParameterSchema?: boolean;
}

/** Reports parameters that do not fit the schema, as the server does. It does not miss those that a run brings along. */
export function checkParameters(
  { parameters, parameterOpenApiSchema, enforceParameterSchema = true }: Inputs,
  failures: CheckFailures,
): void {
  if (!enforceParameterSchema || !parameters || !parameterOpenApiSchema) return;
  const values = Object.fromEntries(Object.entries(parameters).filter(([, value]) => !standsForAnother(value)));
  for (const { place, message } of schemaFaults({ ...parameterOpenApiSchema, required: [] }, values)) {
    failures.add(`parameters${place}`, `${message}, says \`parameterOpenApiSchema\``);
  }
}

/** Whether a value is one that the server resolves when a run is made, such as a variable. */
export const standsForAnother = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).some((key) => /^__\w+_kind$/.test(key));

import { type SchemaFault, schemaFaults } from "../checks/json-schema.js";
import type { Json } from "../provider/definition.js";

/**
 * What a template's schema refuses of the values of some of its variables. References to blocks and placeholders are
 * the server's and the worker's to resolve, so they are not looked at.
 */
export function faultsOfValues(variables: object, values: Record<string, Json>): SchemaFault[] {
  const known = Object.entries(values).filter(([, value]) => !isReference(value));
  return schemaFaults({ ...variables, required: [] }, Object.fromEntries(known));
}

const isReference = (value: Json): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && "$ref" in value;

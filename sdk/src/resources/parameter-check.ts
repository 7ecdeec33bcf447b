import { schemaFaults } from "../checks/json-schema.js";
import { nearest } from "../checks/nearest.js";
import type { CheckFailures } from "../engine/check-failures.js";
import type { CheckContext, Json } from "../engine/definition.js";
import type { ScheduleInput } from "./schedule.js";

type Schema = Record<string, Json> & { properties?: Record<string, { default?: Json }>; required?: string[] };

interface Inputs {
  parameters?: Record<string, Json>;
  parameterOpenApiSchema?: Record<string, Json>;
  enforceParameterSchema?: boolean;
  schedules?: readonly ScheduleInput[];
  paused?: boolean;
}

/**
 * Reports parameters that do not fit the schema, as the server does, and what every run would fail on: names that the flow
 * does not take, and required ones that a schedule does not bring along.
 */
export function checkParameters(
  { parameters = {}, parameterOpenApiSchema, enforceParameterSchema = true, schedules = [], paused }: Inputs,
  failures: CheckFailures,
  { isUnknown }: Pick<CheckContext<Inputs>, "isUnknown">,
): void {
  if (!enforceParameterSchema || !parameterOpenApiSchema || isUnknown("parameters")) return;
  const schema: Schema = parameterOpenApiSchema;
  const values = Object.fromEntries(Object.entries(parameters).filter(([, value]) => !standsForAnother(value)));
  for (const { place, message } of schemaFaults({ ...schema, required: [] }, values)) {
    failures.add(`parameters${place}`, `${message}, says \`parameterOpenApiSchema\``);
  }
  reportOtherNames("parameters", parameters, schema, failures);
  schedules.forEach((schedule, index) => {
    reportOtherNames(`schedules[${index}].parameters`, schedule.parameters ?? {}, schema, failures);
  });
  const runAlone = paused === true ? [] : schedules.filter(({ active }) => active !== false);
  const missing = runAlone.flatMap((schedule) => missingIn({ ...parameters, ...schedule.parameters }, schema));
  reportMissing([...new Set(missing)], failures);
}

function reportOtherNames(property: string, values: object, schema: Schema, failures: CheckFailures): void {
  const names = Object.keys(schema.properties ?? {});
  if (names.length === 0 || names.includes(keywords) || schema.additionalProperties) return;
  for (const name of Object.keys(values).filter((one) => !names.includes(one))) {
    const known = nearest(name, names) || `; it takes ${names.join(", ")}`;
    failures.add(`${property}.${name}`, `is no parameter of the flow, and its runs would fail${known}`);
  }
}

const missingIn = (parameters: object, { required = [] }: Schema): string[] =>
  required.filter((name) => !starred.includes(name) && !Object.hasOwn(parameters, name));

function reportMissing(missing: readonly string[], failures: CheckFailures): void {
  if (missing.length === 0) return;
  const names = missing.map((name) => `\`${name}\``).join(", ");
  const are = missing.length === 1 ? "is required by the flow" : "are required by the flow";
  failures.add("parameters", `lacks ${names}, which ${are}: runs of the schedules would fail; give a value`);
}

/** What takes whatever is given beyond the other parameters stands among them; a schema does not tell which it is. */
const keywords = "kwargs";
const starred = ["args", keywords];

/** Whether a value is one that the server resolves when a run is made, such as a variable. */
export const standsForAnother = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).some((key) => /^__\w+_kind$/.test(key));

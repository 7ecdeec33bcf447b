import type { Ajv } from "ajv";

/** Where a value does not fit a JSON schema, and why. */
export interface SchemaFault {
  /** Such as `.env.MODE`. */
  place: string;
  message: string;
}

/** Formats and unknown keywords are the server's business; a field `constructor` is one that was given, not an inherited one. */
const options = { strict: false, allErrors: true, logger: false, validateFormats: false, ownProperties: true } as const;

/** Knows whether a schema is one: it compiles the schema of schemas, which takes far longer than those of values, only once. */
let judge: Ajv | undefined;

/** Checks a value against a JSON schema as the server writes them. A schema that cannot be read finds no fault. */
export function schemaFaults(schema: object, value: unknown): SchemaFault[] {
  const { default: Ajv } = require("ajv") as typeof import("ajv");
  try {
    judge ??= new Ajv(options);
    if (!judge.validateSchema(schema)) return [];
    const validate = new Ajv({ ...options, validateSchema: false }).compile(schema);
    if (validate(value)) return [];
    const faults = (validate.errors ?? []).map(({ instancePath, message, params }) => ({
      place: instancePath.replaceAll("/", "."),
      message: [message, allowed(params)].filter(Boolean).join(": "),
    }));
    return withoutAlternatives(faults);
  } catch {
    return [];
  }
}

const allowed = (params: { allowedValues?: unknown[] }): string => params.allowedValues?.join(", ") ?? "";

/** An `anyOf` that fails brings a fault for each alternative at the same place: they are put on one line. */
function withoutAlternatives(faults: SchemaFault[]): SchemaFault[] {
  const places = [...new Set(faults.map(({ place }) => place))];
  return places.map((place) => {
    const messages = faults.filter((fault) => fault.place === place && !/schema/.test(fault.message));
    return { place, message: [...new Set(messages.map(({ message }) => message))].join(" or ") };
  });
}

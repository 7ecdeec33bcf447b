import { isDeepStrictEqual } from "node:util";
import { isTakenBy, parseVersion, type ServerVersion } from "../api/server-version.js";
import type { Json } from "../engine/definition.js";
import type { Schema } from "./type-schemas.js";

/** Where a schema has what newer libraries write otherwise: by the first version of the server, each key's value, or `null` for none. */
const since = "x-pulumi-syntask-since";

/** A schema with what servers of a version and later write in it. */
export const changingSince = (version: string, schema: Schema, changes: Schema): Schema => ({
  ...schema,
  [since]: { ...(schema[since] as Schema | undefined), [version]: changes },
});

/** A schema as the library of a server's version writes it. */
export function schemaOfVersion(version: ServerVersion, schema: Schema): Schema {
  const { [since]: changes, ...own } = schema;
  const inForce = Object.entries((changes ?? {}) as Record<string, Schema>)
    .filter(([first]) => isTakenBy(version, { since: first }))
    .sort(([one], [other]) => one.localeCompare(other, "en", { numeric: true }));
  const made: Schema = Object.assign({}, own, ...inForce.map(([, change]) => change));
  const kept = Object.entries(made).filter(([key, value]) => value !== null || own[key] === null);
  return Object.fromEntries(kept.map(([key, value]) => [key, valueOfVersion(version, value)]));
}

function valueOfVersion(version: ServerVersion, value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => valueOfVersion(version, one));
  return schemaOfVersion(version, value);
}

/** The versions from which on a schema is written otherwise. */
function versionsOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key === since ? Object.keys(inner) : []),
    ...versionsOf(inner),
  ]);
}

/**
 * A schema as it is sent: what is stored already where that is what some version writes of the same code, so that an upgrade
 * of the server changes nothing, else what the server's own version writes.
 *
 * @param stored of the last operation
 * @param version asked for only where it makes a difference
 */
export async function settledSchema(
  schema: Schema,
  stored: Schema | undefined,
  version: () => Promise<ServerVersion>,
): Promise<Schema> {
  const versions = versionsOf(schema);
  if (versions.length === 0) return schema;
  const forms = ["3.0.0", ...versions].map((one) => schemaOfVersion(parseVersion(one)!, schema));
  return forms.find((form) => isDeepStrictEqual(form, stored)) ?? schemaOfVersion(await version(), schema);
}

import type { Definition, Json } from "../engine/definition.js";
import { pluginTypePrefix, stub, typePrefix } from "../provider/stub.js";
import { type ExportedObject, Expression, type Value } from "./exported-object.js";
import { identifiersOf } from "./identifiers.js";

type Properties = Record<string, Json>;

/**
 * Writes the file for `pulumi import --file`, after which the engine has the objects as the program declares them, so
 * that the next preview shows each difference. It holds the secrets of the server in clear.
 *
 * @param definitionOf the definition of a kind
 */
export function importFileOf(objects: readonly ExportedObject[], definitionOf: (kind: string) => Definition): string {
  const resources = objects.map((object) => {
    const { id, kind, name, state } = object;
    const inputs = { ...withSecrets(definitionOf(kind), inputsOf(object)), __provider: stub(kind) };
    return { type: typePrefix + kind, name, id, inputs, outputs: { ...inputs, ...state } };
  });
  return `${JSON.stringify({ resources }, null, 2)}\n`;
}

/**
 * Writes the file for `pulumi import --file` by which the plugin reads the objects, so that Pulumi writes a program in any
 * language. No value stands in it.
 */
export function idFileOf(objects: readonly ExportedObject[]): string {
  // Pulumi's programs refer to resources by their names, which have to be such as a language takes.
  const names = identifiersOf(objects);
  const resources = objects.map(({ id, kind }) => ({ type: pluginTypePrefix + kind, name: names.get(id), id }));
  return `${JSON.stringify({ resources }, null, 2)}\n`;
}

/** The inputs as the program registers them. */
function inputsOf({ name, namedBy = ["name"], inputs, renamed = {} }: ExportedObject): Properties {
  const named = namedBy.map((input): [string, Value] => [input, name]);
  const given = Object.entries(inputs).filter(([, value]) => value !== undefined);
  const registered = given.map(([input, value]): [string, Value] => [renamed[input] ?? input, value]);
  return resolved(Object.fromEntries([...named, ...registered])) as Properties;
}

function resolved(value: Value): Json {
  if (value instanceof Expression) return value.value;
  if (typeof value !== "object" || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(resolved);
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(fields.map(([key, inner]) => [key, resolved(inner)]));
}

function withSecrets({ secrets, secretFields }: Definition, inputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(inputs).map(([input, value]): [string, Json] => {
      if (secrets?.includes(input)) return [input, secret(value)];
      if (!secretFields?.includes(input)) return [input, value];
      const fields = Object.entries(value as Properties).map(([field, inner]) => [field, secret(inner)]);
      return [input, Object.fromEntries(fields)];
    }),
  );
}

/** The engine's writing of a secret, which it encrypts as soon as it has it. */
const secret = (value: Json): Json => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});

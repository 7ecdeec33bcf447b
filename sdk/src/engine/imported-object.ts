import type { Client } from "../api/client.js";
import type { Definition } from "./definition.js";
import { isServerId, writtenId } from "./foreign-object.js";
import { inputsOf, sameMeaning } from "./properties.js";

type Properties = Record<string, unknown>;

/** An object that a program is about to take over, as a program would write it. */
export interface Imported {
  id: string;
  /** Without what the server gives by itself, and without secrets. */
  inputs: Properties;
  properties: Properties;
}

/**
 * Reads an object by what a person knows of it: its natural key with slashes between the parts, or its id.
 *
 * @returns `undefined` when there is none
 * @throws when the text can be neither
 */
export async function readImported(
  definition: Definition,
  text: string,
  client: Client,
): Promise<Imported | undefined> {
  const key = isServerId(definition, text) ? undefined : keyIn(definition, text);
  const observed = key ? await definition.find(client, key) : await definition.read(client, text, {});
  if (!observed) return undefined;
  const found = Object.entries({ ...key, ...observed.inputs }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const values = inputsOf(definition, Object.fromEntries(found));
  const inputs = Object.entries(values).filter(([name, value]) => isWritten(definition, name, value));
  return { id: observed.id, inputs: Object.fromEntries(inputs), properties: { ...values, ...observed.state } };
}

function keyIn(definition: Definition, text: string): Properties {
  const { naturalKey } = definition;
  const { writtenKey = naturalKey.length === 1 ? naturalKey : [] } = definition;
  // A tag may have slashes in it.
  const parts = writtenKey.length === 1 ? [text] : text.split("/");
  if (writtenKey.length > 0 && parts.length === writtenKey.length && parts.every((part) => part !== "")) {
    return Object.fromEntries(writtenKey.map((name, index) => [name, parts[index]]));
  }
  const key = writtenKey.length > 0 ? `${writtenKey.map((name) => `<${name}>`).join("/")}, or ` : "";
  throw new Error(
    `no object of this kind is called so; write ${key}${writtenId(definition) ?? "the id that its page in the UI shows"}`,
  );
}

/** Whether a program writes an input: what is left out means the same, and a secret has no place in a program's text. */
function isWritten(definition: Definition, name: string, value: unknown): boolean {
  const { secrets = [], secretFields = [], naturalKey, defaults } = definition;
  if (naturalKey.includes(name)) return true;
  if (secrets.includes(name) || secretFields.includes(name)) return false;
  return !(name in defaults && sameMeaning(definition, name, undefined, value));
}

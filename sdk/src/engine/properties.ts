import { isDeepStrictEqual } from "node:util";
import type { Definition } from "./definition.js";
import { containsUnknown } from "./unknown.js";

type Properties = Record<string, unknown>;

const providerOnly = ["adopt", "connection"] as const;

/** The inputs of a kind among all that is stored with a resource. */
export function inputsOf(definition: Definition, properties: Properties): Properties {
  const names = [...definition.properties, ...providerOnly];
  return Object.fromEntries(
    names.filter((name) => properties[name] !== undefined).map((name) => [name, properties[name]]),
  );
}

/** The inputs that are known all through, and the names of those that are not. */
export function separateUnknown(inputs: Properties): { known: Properties; unknown: ReadonlySet<string> } {
  const unknown = new Set(Object.keys(inputs).filter((name) => containsUnknown(inputs[name])));
  return { known: Object.fromEntries(Object.entries(inputs).filter(([name]) => !unknown.has(name))), unknown };
}

/** Names of the inputs by which the news differ from the olds, as the definition understands equality. */
export function changedInputs(definition: Definition, olds: Properties, news: Properties): string[] {
  return definition.properties.filter((name) => {
    const value = meaning(definition, name, news[name]);
    if (value === undefined) return false;
    return containsUnknown(value) || !sameMeaning(definition, name, olds[name], value);
  });
}

/** Names of the secrets among the inputs that change; of inputs with secret fields, the fields that do. */
export function changedSecrets(
  { secrets = [], secretFields = [] }: Definition,
  olds: Properties,
  news: Properties,
  changed: readonly string[],
): string[] {
  return changed.flatMap((name) => {
    if (secrets.includes(name)) return [name];
    return secretFields.includes(name) ? changedFields(olds[name], news[name]).map((field) => `${name}.${field}`) : [];
  });
}

function changedFields(olds: unknown, news: unknown): string[] {
  const before = (olds ?? {}) as Properties;
  const after = (news ?? {}) as Properties;
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

/** Stands for a secret that the server has and the program does not: its value is nobody's business. */
const secretOfServer = "(secret, set on the server)";

/**
 * What a `read` reports as inputs: the user's own writing wherever the server means the same, the server's value where
 * it drifted, and nothing where the user left an input to the server. Of a secret that drifted only that it did.
 */
export function reportedInputs(definition: Definition, observed: Properties, olds: Properties): Properties {
  const reported: Properties = {};
  for (const name of definition.properties) {
    const old = olds[name];
    const value = observed[name];
    const managed =
      old !== undefined || (name in definition.defaults && !definition.keptUnlessDeclared?.includes(name));
    if (!managed) continue;
    if (value === undefined || sameMeaning(definition, name, old, value)) {
      if (old !== undefined) reported[name] = old;
    } else if (value !== null || definition.nullable?.includes(name)) {
      reported[name] = withoutSecrets(definition, name, old, writtenLike(definition, name, value, old));
    }
  }
  for (const name of providerOnly) if (olds[name] !== undefined) reported[name] = olds[name];
  return reported;
}

/** The protocol keeps a secret only where an input of that name was one, so that others would be stored and shown in clear. */
function withoutSecrets({ secrets, secretFields }: Definition, name: string, old: unknown, value: unknown): unknown {
  if (secrets?.includes(name)) return secretOfServer;
  if (!secretFields?.includes(name)) return value;
  const before = new Map(Object.entries(old ?? {}));
  return Object.fromEntries(
    Object.entries(value as Properties).map(([field, inner]) => [
      field,
      before.has(field) && isDeepStrictEqual(before.get(field), inner) ? inner : secretOfServer,
    ]),
  );
}

/**
 * New inputs, in the writing of the old ones wherever both mean the same, also in parts of an input: what is no change is
 * no difference either. Of what is not on the server two values may mean the same to the object, and not to what is done
 * with it: a folder that is uploaded.
 */
export function asWrittenBefore(definition: Definition, olds: Properties, news: Properties): Properties {
  const inputs = { ...news };
  if (definition.connect || Object.keys(olds).length === 0) return inputs;
  for (const name of definition.properties) {
    const [old, value] = [olds[name], news[name]];
    if (containsUnknown(value)) continue;
    const written = sameMeaning(definition, name, old, value) ? old : writtenLike(definition, name, value, old);
    // The host cannot write down what is `undefined`.
    if (written === undefined) delete inputs[name];
    else inputs[name] = written;
  }
  return inputs;
}

/** A value that is not the old one, in the old one's writing where parts of both mean the same. */
function writtenLike(definition: Definition, name: string, value: unknown, old: unknown): unknown {
  const form = definition.writtenLike?.[name];
  const areBoth = [value, old].every((one) => one !== undefined && one !== null);
  return form && areBoth ? form(value, old) : value;
}

/** Whether two values of an input mean the same, as the definition understands equality. */
export function sameMeaning(definition: Definition, name: string, left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(canonical(definition, name, left), canonical(definition, name, right));
}

function canonical(definition: Definition, name: string, value: unknown): unknown {
  const meant = meaning(definition, name, value);
  const form = definition.canonical?.[name];
  return form && meant !== undefined && meant !== null ? form(meant) : meant;
}

const meaning = (definition: Definition, name: string, value: unknown): unknown =>
  value === undefined ? definition.defaults[name] : value;

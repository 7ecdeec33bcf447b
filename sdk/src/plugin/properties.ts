import { isDeepStrictEqual } from "node:util";
import { Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import type { Definition } from "../engine/definition.js";
import { unknown } from "../engine/unknown.js";
import { configInput } from "../provider/stub.js";

export type Properties = Record<string, any>;

/** Marks an object of the protocol that is more than its keys. Source: Pulumi's `sdk/go/common/resource/sig`. */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** What stands for a value that is not known yet, by its type. Source: Pulumi's `resource/plugin/rpc.go`. */
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknownTexts = new Set([
  unknownText,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** What of a kind is secret. */
type Secrets = Pick<Definition, "secrets" | "secretFields" | "secretOutputs">;

/** Properties as the engine sent them. */
export class Received {
  /** What they are: secrets in clear, and `unknown` in the place of what is not known yet. */
  readonly values: Properties;
  readonly #sent: Properties;
  /** What a program tells of the stack's config, as it came. */
  readonly #config: unknown;

  constructor(struct: Struct | undefined) {
    const sent = (struct?.toJavaScript() ?? {}) as Properties;
    this.#config = sent[configInput];
    this.#sent = withoutOwn(sent);
    this.values = inClear(this.#sent) as Properties;
  }

  get isEmpty(): boolean {
    return Object.keys(this.#sent).length === 0;
  }

  /** What the program told of the stack's config. */
  get config(): Properties | undefined {
    return inClear(this.#config) as Properties | undefined;
  }

  /** Inputs for the engine, with what the program told of the stack's config: it is stored with them. */
  static inputs(kind: Secrets, inputs: Properties, known: readonly Received[]): Struct {
    const struct = toStruct(kind, inputs, known);
    const config = known.map((received) => received.#config).find((one) => one !== undefined);
    if (config !== undefined) struct.getFieldsMap().set(configInput, Value.fromJavaScript(config as Properties));
    return struct;
  }

  /** A value as it is to be sent back: with its secrets where they were, or as a whole where it is another one by now. */
  marked(name: string, value: unknown): unknown {
    const sent = this.#sent[name];
    if (!containsSecret(sent)) return toProtocol(value);
    return isDeepStrictEqual(value, this.values[name]) ? sent : secret(value);
  }

  /** Texts inside the secrets of what goes back under no name of its own: they may be part of something else by now. */
  secretTextsBeside(properties: Properties): string[] {
    return Object.entries(this.#sent).flatMap(([name, value]) => (name in properties ? [] : secretTextsIn(value)));
  }
}

/**
 * Properties for the engine: those that are secrets of the kind, or were secrets when they came, are marked as such.
 *
 * @param known what has come of the same resource
 */
export function toStruct(
  { secrets = [], secretFields = [], secretOutputs = [] }: Secrets,
  properties: Properties,
  known: readonly Received[],
): Struct {
  const moved = new Set(known.flatMap((received) => received.secretTextsBeside(properties)));
  const entries = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      if (secrets.includes(name) || secretOutputs.includes(name)) return [name, secret(value)];
      if (secretFields.includes(name) && isObject(value)) {
        return [name, Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, secret(inner)]))];
      }
      const marked = known.map((received) => received.marked(name, value)).find(containsSecret);
      return [name, marked ?? (textsIn(value).some((text) => moved.has(text)) ? secret(value) : toProtocol(value))];
    });
  return structOf(Object.fromEntries(entries));
}

/** Properties without secrets, for the engine. */
export const structOf = (properties: Properties): Struct => Struct.fromJavaScript(toProtocol(properties) as any);

const secret = (value: unknown): unknown =>
  value === null ? null : { [signature]: secretSignature, value: toProtocol(value) };

/** Keys that belong to a binding or to the engine. */
const withoutOwn = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !name.startsWith("__")));

const isObject = (value: unknown): value is Properties => typeof value === "object" && value !== null;
const isSecret = (value: Properties): boolean => value[signature] === secretSignature;

function inClear(value: unknown): unknown {
  if (typeof value === "string") return unknownTexts.has(value) ? unknown : value;
  if (Array.isArray(value)) return value.map(inClear);
  if (!isObject(value)) return value;
  if (isSecret(value)) return inClear(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inClear(inner)]));
}

function containsSecret(value: unknown): boolean {
  return isObject(value) && (isSecret(value) || Object.values(value).some(containsSecret));
}

/** The texts inside a value, the empty one excepted. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

function secretTextsIn(value: unknown): string[] {
  if (!isObject(value)) return [];
  return isSecret(value) ? textsIn(inClear(value)) : Object.values(value).flatMap(secretTextsIn);
}

/** The host cannot write down what is `undefined`. */
function toProtocol(value: unknown): unknown {
  if (value === unknown) return unknownText;
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : toProtocol(item)));
  if (!isObject(value)) return value;
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(given.map(([key, inner]) => [key, toProtocol(inner)]));
}

import type { CheckFailures } from "./check-failures.js";
import type { Definition, Observed } from "./definition.js";
import type { Field, Fields, InputsOf, Wire } from "./field.js";
import { eitherOf } from "./value-text.js";

type Properties = Record<string, any>;

/** The parts of a definition that follow from what is known about each field. */
export function describe(fields: Fields) {
  const entries = Object.entries(fields);
  const namesOf = (has: (field: Field) => unknown): string[] =>
    entries.filter(([, field]) => has(field)).map(([name]) => name);
  const valuesOf = <Key extends keyof Field>(key: Key) =>
    Object.fromEntries(
      entries.filter(([, field]) => field[key] !== undefined).map(([name, field]) => [name, field[key]]),
    );

  return {
    properties: Object.keys(fields),
    replaceOnChanges: namesOf(({ replaceOnChanges }) => replaceOnChanges),
    naturalKey: namesOf(({ naturalKey }) => naturalKey),
    secrets: namesOf(({ secret }) => secret),
    secretFields: namesOf(({ secretFields }) => secretFields),
    nullable: namesOf(({ nullable }) => nullable),
    keptUnlessDeclared: namesOf(({ keptUnlessDeclared }) => keptUnlessDeclared),
    defaults: valuesOf("default"),
    canonical: valuesOf("canonical"),
    writtenLike: valuesOf("writtenLike"),

    check(inputs, failures, context) {
      for (const [name, field] of entries) {
        const value = inputs[name];
        if (value === undefined) {
          if (field.required && !context.isUnknown(name)) failures.add(name, "is missing");
          continue;
        }
        if (field.is && typeof value !== field.is && typeof value !== "object") {
          failures.add(name, `is no ${field.is}; write ${writtenAs[field.is]}`);
          continue;
        }
        checkRange(name, field, value, failures);
        field.check?.(name, value, failures, context);
      }
    },

    needs: (inputs) =>
      entries.flatMap(([property, { since }]) =>
        since && inputs[property] !== undefined ? [{ property, since }] : [],
      ),

    replaceBecause: (olds, news) =>
      entries.flatMap(([property, { replaceOnClearing: reason }]) =>
        reason && !isEmpty(olds[property]) && isEmpty(news[property]) ? [{ property, reason }] : [],
      ),
  } satisfies Partial<Definition>;
}

const writtenAs = { string: "it in quotes", boolean: "true or false" };

/** Reports a number or a word that is out of its range. */
export function checkRange(property: string, field: Field, value: unknown, failures: CheckFailures): void {
  const range = value === undefined ? undefined : rangeMissed(field, value);
  if (range) failures.add(property, `is ${JSON.stringify(value)}; write ${range}`);
}

function rangeMissed(field: Field, value: unknown): string | undefined {
  const { words, min = -Infinity, max = Infinity, isWhole, default: otherwise } = field;
  if (words && !words.includes(value)) return eitherOf(words.map((word) => JSON.stringify(word)));
  const hasRange = isWhole || min > -Infinity || max < Infinity;
  if (!hasRange || value === null) return undefined;
  if (typeof value === "number" && value >= min && value <= max && (!isWhole || Number.isInteger(value)))
    return undefined;
  const range = `a ${isWhole ? "whole " : ""}number${min > -Infinity ? ` from ${min}` : ""}${max < Infinity ? ` to ${max}` : ""}`;
  return otherwise === null ? `${range}, or leave it out for no limit` : range;
}

/**
 * What is sent to the server. What the user leaves to the server is left out.
 *
 * @param only names of the fields that are sent
 */
export function toWire(
  fields: Fields,
  inputs: Properties,
  sent: "create" | "update",
  only: readonly string[] = Object.keys(fields),
): Wire {
  const body: Wire = {};
  for (const name of only) {
    const field = fields[name]!;
    const path = wirePath(name, field);
    if (!path || (field.sent ?? sent) !== sent) continue;
    const value = inputs[name];
    const isLeftOut = value === undefined || (value === null && !field.nullable);
    const meant = isLeftOut ? field.default : value;
    if (meant !== undefined) put(body, path, meant === null ? null : (field.toWire?.(meant) ?? meant));
  }
  return body;
}

/** Fields of what is written whole: all but those that are kept where the program says nothing. */
export const declaredFields = <F extends Fields>(fields: F, inputs: Properties): (keyof F & string)[] =>
  Object.keys(fields).filter((name) => !fields[name]!.keptUnlessDeclared || inputs[name] !== undefined);

/**
 * The server's object in the words of the fields.
 *
 * @param more inputs of which the server says more than a field can tell
 */
export function observed<F extends Fields>(
  fields: F,
  wire: Wire,
  more: Partial<Observed<InputsOf<F>, object>["inputs"]> = {},
): Observed<InputsOf<F>, object> {
  const inputs: Properties = {};
  for (const [name, field] of Object.entries(fields)) {
    if (!(field.readFrom ?? wirePath(name, field))) continue;
    const value = valueAt(wire, name, field);
    if (value === null || value === undefined) inputs[name] = field.nullable ? value : (field.default ?? null);
    else inputs[name] = field.fromWire ? field.fromWire(value) : value;
  }
  return { id: wire.id, created: wire.created, inputs: { ...(inputs as object), ...more }, state: {} };
}

/** What the server's object has for a field, as it is there. */
export function valueAt(wire: object, name: string, field: Field): any {
  const path = field.readFrom?.split(".") ?? wirePath(name, field) ?? [];
  return path.reduce<any>((inner, key) => inner?.[key], wire);
}

/** Where the server has a field. */
export function wirePath(name: string, { wire }: Field): string[] | undefined {
  if (wire === false) return undefined;
  return wire?.split(".") ?? [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}

function put(body: Wire, [key, ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) {
    body[key!] ??= {};
    put(body[key!], rest, value);
  } else body[key!] = value;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === "object" && value !== null && Object.keys(value).length === 0);

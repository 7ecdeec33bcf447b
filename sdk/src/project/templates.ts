import { ownValue } from "../api/own-value.js";
import type { Json } from "../engine/definition.js";

/** What `{{ name }}` in a text stands for. Source: `docs/server-rules.md`, "Entrypoints and pull steps". */
export interface Placeholder {
  /** With its braces. */
  text: string;
  /** Without them. */
  name: string;
  kind: "block" | "variable" | "environment" | "output";
}

/** A value that takes the place of a placeholder; `undefined` leaves the placeholder where it is. */
export type Resolver = (placeholder: Placeholder, path: readonly (string | number)[]) => Json | undefined;

const placeholder = /{{\s*([\w.\-[\]$]+)\s*}}/g;

/** Every placeholder in a text. */
export const placeholdersIn = (text: string): Placeholder[] =>
  [...text.matchAll(placeholder)].map(([whole, name]) => placeholderOf(whole, name!));

const placeholderOf = (text: string, name: string): Placeholder => ({ text, name, kind: kindOf(name) });

function kindOf(name: string): Placeholder["kind"] {
  if (/^(syntask|prefect)\.blocks\./.test(name)) return "block";
  if (/^(syntask|prefect)\.variables\./.test(name)) return "variable";
  return name.startsWith("$") ? "environment" : "output";
}

/** Name of the variable or environment variable that a placeholder asks for. */
export const targetOf = ({ name }: Placeholder): string =>
  name.replace(/^(syntask|prefect)\.variables\./, "").replace(/^\$/, "");

/** Replaces placeholders in all values, at any depth. One that is the whole text is replaced by the value as it is. */
export function replaced(value: Json, resolve: Resolver, path: readonly (string | number)[] = []): Json {
  if (typeof value === "string") return replacedText(value, resolve, path);
  if (Array.isArray(value)) return value.map((item, index) => replaced(item, resolve, [...path, index]));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, replaced(inner, resolve, [...path, key])]),
  );
}

function replacedText(text: string, resolve: Resolver, path: readonly (string | number)[]): Json {
  const found = placeholdersIn(text);
  if (found.length === 1 && found[0]!.text === text) return resolve(found[0]!, path) ?? text;
  return text.replace(placeholder, (whole, name: string) => {
    const value = resolve(placeholderOf(whole, name), path);
    return value === undefined ? whole : textFor(value);
  });
}

const textFor = (value: Json): string => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** Visits every placeholder at any depth. */
export function visitPlaceholders(
  value: Json,
  visit: (placeholder: Placeholder, text: string, path: readonly (string | number)[]) => void,
): void {
  const inner = (part: Json, path: readonly (string | number)[]): void => {
    if (typeof part === "string") for (const one of placeholdersIn(part)) visit(one, part, path);
    else if (Array.isArray(part)) for (const [index, item] of part.entries()) inner(item, [...path, index]);
    else if (part !== null && typeof part === "object")
      for (const [key, entry] of Object.entries(part)) inner(entry, [...path, key]);
  };
  inner(value, []);
}

/** A nested value by a path such as `list[0].name`. */
export function valueAt(values: Json | undefined, path: string): Json | undefined {
  const keys = path.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
  return keys.reduce<Json | undefined>((value, key) => {
    if (typeof value !== "object" || value === null) return undefined;
    return Array.isArray(value) ? value[Number(key)] : ownValue(value, key);
  }, values);
}

import { ownValue } from "../api/own-value.js";
import { type Placeholder, placeholder, placeholderOf, placeholdersIn } from "../checks/placeholders.js";
import type { Json } from "../engine/definition.js";

/** A value that takes the place of a placeholder; `undefined` leaves the placeholder where it is. */
export type Resolver = (placeholder: Placeholder, path: readonly (string | number)[]) => Json | undefined;

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

/** A nested value by a path such as `list[0].name`. */
export function valueAt(values: Json | undefined, path: string): Json | undefined {
  const keys = path.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
  return keys.reduce<Json | undefined>((value, key) => {
    if (typeof value !== "object" || value === null) return undefined;
    return Array.isArray(value) ? value[Number(key)] : ownValue(value, key);
  }, values);
}

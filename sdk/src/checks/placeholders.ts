import type { Json } from "../engine/definition.js";

/** What `{{ name }}` in a text stands for. Source: `docs/server-rules.md`, "Entrypoints and pull steps". */
export interface Placeholder {
  /** With its braces. */
  text: string;
  /** Without them. */
  name: string;
  kind: "block" | "variable" | "environment" | "output";
}

/** A placeholder and its name. */
export const placeholder = /{{\s*([\w.\-[\]$]+)\s*}}/g;

/** Every placeholder in a text. */
export const placeholdersIn = (text: string): Placeholder[] =>
  [...text.matchAll(placeholder)].map(([whole, name]) => placeholderOf(whole, name!));

export const placeholderOf = (text: string, name: string): Placeholder => ({ text, name, kind: kindOf(name) });

function kindOf(name: string): Placeholder["kind"] {
  if (/^(syntask|prefect)\.blocks\./.test(name)) return "block";
  if (/^(syntask|prefect)\.variables\./.test(name)) return "variable";
  return name.startsWith("$") ? "environment" : "output";
}

/** Name of the variable or environment variable that a placeholder asks for. */
export const targetOf = ({ name }: Placeholder): string =>
  name.replace(/^(syntask|prefect)\.variables\./, "").replace(/^\$/, "");

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

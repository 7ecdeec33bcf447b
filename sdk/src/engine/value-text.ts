import type { Definition } from "./definition.js";

const longest = 60;

/** What changes from the olds to the news, input by input, with values unless they are secret. Empty when nothing does. */
export function changeText(
  { secrets = [], secretFields = [] }: Definition,
  olds: Record<string, unknown>,
  news: Record<string, unknown>,
  changed: readonly string[],
): string {
  return changed
    .map((name) =>
      secrets.includes(name) || secretFields.includes(name)
        ? `${name} (secret)`
        : `${name} ${valueText(olds[name])} → ${valueText(news[name])}`,
    )
    .join("; ");
}

/** A value as a person would write it, on part of a line: `[etl, abc]`. */
export function valueText(value: unknown): string {
  const text = plain(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function plain(value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (typeof value === "string") return value === "" ? '""' : value;
  if (Array.isArray(value)) return `[${value.map(plain).join(", ")}]`;
  if (typeof value !== "object") return String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${plain(inner)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** Several texts of which one is meant: `a, b or c`. */
export const eitherOf = (texts: readonly string[]): string =>
  [texts.slice(0, -1).join(", "), texts.at(-1)].filter(Boolean).join(" or ");

/** The first of several texts on part of a line, and how many more there are. */
export function firstOf(texts: readonly string[], most: number): string {
  const shown = texts.slice(0, most).join(", ");
  return texts.length > most ? `${shown} and ${texts.length - most} more` : shown;
}

const mostNamed = 5;

/** The first names of several objects, in order, and how many more there are. */
export function listOfNames(objects: readonly { name: string }[]): string {
  return firstOf(objects.map(({ name }) => `"${name}"`).sort(), mostNamed);
}

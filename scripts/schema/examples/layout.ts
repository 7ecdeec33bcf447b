import type { Statement, Value } from "./model.js";

/** How a language writes values, whose lists and objects look like JSON. */
export interface Language {
  literal(value: string | number | boolean): string;
  word(token: string, value: string): string;
  /** What stands between an object's braces and its entries, on one line. */
  readonly gap: string;
  /** A key of an object, with what stands between it and the value. */
  key(name: string, isTyped: boolean): string;
  output(of: string, name?: string): string;
  secret(key: string): string;
  text(parts: readonly (string | Value)[]): string;
}

export const step = "    ";
const widest = 72;

export function written(language: Language, value: Value, indent = ""): string {
  const inner = indent + step;
  switch (value.is) {
    case "literal":
      return language.literal(value.value);
    case "word":
      return language.word(value.token, value.value);
    case "output":
      return language.output(value.of, value.name);
    case "secret":
      return language.secret(value.key);
    case "text":
      return language.text(value.parts);
    case "list":
      return enclosed(
        ["[", "]"],
        indent,
        value.items.map((item) => written(language, item, inner)),
      );
    case "object": {
      const entry = ([key, of]: [string, Value]) => language.key(key, value.isTyped) + written(language, of, inner);
      const gap = value.entries.length > 0 ? language.gap : "";
      return enclosed([`{${gap}`, `${gap}}`], indent, value.entries.map(entry));
    }
  }
}

/** On one line where that is short enough, else one item a line. */
export function enclosed([open, close]: readonly [string, string], indent: string, items: readonly string[]): string {
  const line = open + items.join(", ") + close;
  if (indent.length + line.length <= widest && !line.includes("\n")) return line;
  return [open.trim(), ...items.map((item) => `${indent}${step}${item},`), indent + close.trim()].join("\n");
}

/** The values of one form in an example, inside others as well. */
export const valuesIn = <Is extends Value["is"]>(statements: readonly Statement[], is: Is) =>
  statements.flatMap(({ inputs }) => partsOf(inputs)).filter((value) => value.is === is) as Extract<
    Value,
    { is: Is }
  >[];

function partsOf(value: Value): Value[] {
  if (value.is === "list") return [value, ...value.items.flatMap(partsOf)];
  if (value.is === "object") return [value, ...value.entries.flatMap(([, inner]) => partsOf(inner))];
  return [value];
}

/** Whether an example needs more than the package. */
export const usesPulumi = (statements: readonly Statement[]): boolean =>
  valuesIn(statements, "secret").length + valuesIn(statements, "text").length > 0;

/** Where something is in a program, from the package on. */
export function pathOf(token: string, rename = (name: string) => name): string {
  const [name, module, last = ""] = token.split(":");
  return [name, ...(module === "index" ? [] : [module]), rename(last)].join(".");
}

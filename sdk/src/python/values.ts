import type { Json } from "../engine/definition.js";
import type { PythonModule } from "./module.js";
import { argumentsOf, type Syntax } from "./syntax.js";
import { textOf } from "./text.js";

const secondsOf: Record<string, number> = {
  weeks: 604_800,
  days: 86_400,
  hours: 3600,
  minutes: 60,
  seconds: 1,
  milliseconds: 0.001,
  microseconds: 0.000_001,
};
const durationArguments = ["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"];
const farthestReference = 20;

/** Lists that refer to lists that refer to lists grow without end. */
const mostParts = 10_000;

/** The value of an expression, as JSON; `undefined` where only running it would tell, or it is very large. */
export const constantOf = (expression: Syntax | undefined, module: PythonModule): Json | undefined =>
  foldedValue(expression, module, 0, { parts: 0 });

function foldedValue(
  expression: Syntax | undefined,
  module: PythonModule,
  depth: number,
  seen: { parts: number },
): Json | undefined {
  if (!expression || depth > farthestReference || ++seen.parts > mostParts) return undefined;
  const inner = (syntax: Syntax | undefined) => foldedValue(syntax, module, depth + 1, seen);
  const { kind, text } = expression;
  switch (kind) {
    case "None":
      return null;
    case "Boolean":
      return text === "True";
    case "Number":
      return numberOf(text);
    case "String":
    case "FormatString":
      return textOf(text);
    case "ContinuedString":
      return joined(expression.children.map(inner));
    case "ParenthesizedExpression":
      return inner(expression.elements[0]);
    case "ArrayExpression":
    case "TupleExpression":
    case "SetExpression":
      return all(expression.elements.map(inner));
    case "DictionaryExpression":
      return dictionaryOf(expression, inner);
    case "UnaryExpression":
      return negated(expression.children[0]!.text, inner(expression.children[1]));
    case "BinaryExpression":
      return calculated(expression, inner);
    case "VariableName": {
      const binding = module.bindingAt(text, expression);
      const value = binding?.kind === "value" ? inner(binding.syntax) : undefined;
      return typeof value === "object" && module.isChanged(text) ? undefined : value;
    }
    case "MemberExpression":
      return memberOf(expression, module, inner);
    case "CallExpression":
      return calledOf(expression, module, inner);
  }
  return undefined;
}

type Inner = (syntax: Syntax | undefined) => Json | undefined;

function numberOf(text: string): number | undefined {
  const value = Number(text.replaceAll("_", "").replace(/^0[oO]/, "0o"));
  return Number.isFinite(value) ? value : undefined;
}

const joined = (parts: (Json | undefined)[]): string | undefined =>
  parts.every((part) => typeof part === "string") ? parts.join("") : undefined;

const all = (values: (Json | undefined)[]): Json[] | undefined =>
  values.includes(undefined) ? undefined : (values as Json[]);

function dictionaryOf(expression: Syntax, inner: Inner): Json | undefined {
  const parts = expression.elements.filter(({ kind }) => kind !== ":");
  if (parts.some(({ kind }) => kind === "**")) return undefined;
  const entries: [string, Json][] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const [key, value] = [inner(parts[index]), inner(parts[index + 1])];
    if (value === undefined || (typeof key !== "string" && typeof key !== "number")) return undefined;
    entries.push([String(key), value]);
  }
  return Object.fromEntries(entries);
}

function negated(operator: string, value: Json | undefined): Json | undefined {
  if (operator === "not") return typeof value === "boolean" ? !value : undefined;
  if (typeof value !== "number") return undefined;
  return operator === "-" ? -value : operator === "+" ? value : undefined;
}

function calculated({ children: [left, operator, right] }: Syntax, inner: Inner): Json | undefined {
  const [a, b] = [inner(left), inner(right)];
  if (typeof a === "string" && typeof b === "string" && operator!.text === "+") return a + b;
  if (typeof a !== "number" || typeof b !== "number") return undefined;
  const results: Record<string, number> = { "+": a + b, "-": a - b, "*": a * b, "/": a / b, "**": a ** b };
  return results[operator!.text];
}

/** A member of an enumeration of the same file stands for its value. */
function memberOf(expression: Syntax, module: PythonModule, inner: Inner): Json | undefined {
  const [name, member, property] = expression.text.split(".");
  const binding = module.bindingAt(name!, expression);
  if (binding?.kind !== "class" || module.isChanged(name!)) return undefined;
  if (member === undefined || (property !== undefined && property !== "value")) return undefined;
  const mentions = binding.syntax.first("Body")?.found("VariableName") ?? [];
  const assignments = binding.syntax
    .first("Body")
    ?.children.filter(({ kind, children }) => kind === "AssignStatement" && children[0]?.text === member);
  // Where the class says more of it, only running it would tell.
  const isSetOnce = mentions.filter(({ text }) => text === member).length === 1;
  return isSetOnce && assignments?.length === 1 ? inner(assignments[0]!.children.at(-1)) : undefined;
}

/** Durations, times and paths, in the form in which they stand in JSON, and empty collections. */
function calledOf(expression: Syntax, module: PythonModule, inner: Inner): Json | undefined {
  const [callee, list] = expression.children;
  const given = argumentsOf(list).map(({ name, value }) => ({ name, value: inner(value) }));
  if (given.some(({ value }) => value === undefined)) return undefined;
  const positional = given.filter(({ name }) => name === undefined).map(({ value }) => value);
  switch (module.fullName(callee!)) {
    case "datetime.timedelta":
      return durationOf(given as { name?: string; value: Json }[]);
    case "datetime.date":
      return positional.length === 3 ? dateOf(positional as number[]) : undefined;
    case "datetime.datetime":
      return positional.length >= 3 && positional.length <= 6 && given.length === positional.length
        ? `${dateOf(positional as number[])}T${[3, 4, 5].map((index) => padded((positional[index] ?? 0) as number)).join(":")}`
        : undefined;
    case "pathlib.Path":
    case "pathlib.PurePath":
      return positional.length === 1 ? positional[0] : undefined;
    case "builtins.dict":
      return positional.length === 0 ? Object.fromEntries(given.map(({ name, value }) => [name, value!])) : undefined;
    case "builtins.list":
    case "builtins.set":
    case "builtins.tuple":
    case "builtins.frozenset":
      return given.length === 0 ? [] : undefined;
  }
  return undefined;
}

/** ISO 8601, as pydantic writes it. */
function durationOf(given: { name?: string; value: Json }[]): string | undefined {
  const seconds = given.reduce(
    (sum, { name, value }, index) => sum + Number(value) * secondsOf[name ?? durationArguments[index] ?? ""]!,
    0,
  );
  if (!(seconds >= 0)) return undefined;
  const days = Math.floor(seconds / 86_400);
  const left = seconds - days * 86_400;
  const [hours, minutes] = [Math.floor(left / 3600), Math.floor((left % 3600) / 60)];
  const rest = Number((left % 60).toFixed(6));
  const time = [hours && `${hours}H`, minutes && `${minutes}M`, rest && `${rest}S`].filter(Boolean).join("");
  const date = days ? `${days}D` : "";
  return date || time ? `P${date}${time && `T${time}`}` : "PT0S";
}

const padded = (value: number, length = 2): string => String(value).padStart(length, "0");

const dateOf = ([year, month, day]: number[]): string => `${padded(year!, 4)}-${padded(month!)}-${padded(day!)}`;

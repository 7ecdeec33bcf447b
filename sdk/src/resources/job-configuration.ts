import type { Json } from "../engine/definition.js";
import { isMapping } from "../engine/json.js";
import type { JobTemplate } from "./work-pool-template.js";

type Values = Record<string, Json>;

/** A template whose job configuration has these values as well, at any depth: in a list each item at its position. */
export function withConfiguration(template: JobTemplate, fixed: Values | undefined): JobTemplate {
  if (!fixed) return template;
  const configured = { ...template, job_configuration: merged(template.job_configuration, fixed) as Values };
  const nulls = Object.fromEntries(keptOut(fixed).map((name) => [name, null]));
  return isEmpty(nulls) ? configured : withDefaultEnv(configured, (env) => ({ ...env, ...nulls }));
}

/**
 * Variables of the environment that a job configuration keeps out of jobs. Workers pass their own on, such as their API key, which
 * a `null` takes away again.
 */
export const keptOut = ({ env }: Values): string[] =>
  isMapping(env) ? Object.keys(env).filter((name) => env[name] === null) : [];

/** A template as the program gives it, whose default environment is of texts alone. */
export const withoutKeptOut = (template: JobTemplate): JobTemplate =>
  withDefaultEnv(template, (env) => Object.fromEntries(Object.entries(env).filter(([, value]) => value !== null)));

/**
 * Workers of 3.1 and 3.2 put a default environment in the place of that of the job configuration, so it has to keep out the same.
 * An empty one they leave aside. Source: `docs/server-rules.md`, "Work pools".
 */
function withDefaultEnv(template: JobTemplate, change: (env: Values) => Values): JobTemplate {
  const { env, ...properties } = template.variables?.properties ?? {};
  if (!isMapping(env?.default) || isEmpty(env.default)) return template;
  const changed = { ...env, ...withNull(env), default: change(env.default) };
  return { ...template, variables: { ...template.variables, properties: { ...properties, env: changed } } };
}

/** The schema of a variable whose values are texts, for values that may be null too: a default has to fit its schema. */
function withNull({ additionalProperties: values }: { additionalProperties?: Json }): object {
  if (!isMapping(values) || values.type !== "string") return {};
  return { additionalProperties: { anyOf: [{ type: "string" }, { type: "null" }] } };
}

/** Gives the parts of a job configuration that are named what another template has for them, or nothing. */
export function withOriginalParts(template: JobTemplate, original: JobTemplate, names: readonly string[]): JobTemplate {
  const others = Object.entries(template.job_configuration).filter(([name]) => !names.includes(name));
  const originals = Object.entries(original.job_configuration).filter(([name]) => names.includes(name));
  return { ...template, job_configuration: Object.fromEntries([...others, ...originals]) };
}

/** What a job configuration has in the places of these values. */
export const valuesAt = (configuration: Json, places: Values): Values => picked(configuration, places) as Values;

function merged(base: Json | undefined, over: Json): Json {
  if (Array.isArray(over)) {
    const items = Array.isArray(base) ? base : [];
    return [...over.map((item, index) => merged(items[index], item)), ...items.slice(over.length)];
  }
  if (!isMapping(over)) return over;
  const values = isMapping(base) ? base : {};
  return {
    ...values,
    ...Object.fromEntries(Object.entries(over).map(([name, value]) => [name, merged(values[name], value)])),
  };
}

function picked(value: Json, places: Json): Json {
  if (Array.isArray(places) && Array.isArray(value)) {
    return value.slice(0, places.length).map((item, index) => picked(item, places[index]!));
  }
  if (!isMapping(places) || !isMapping(value)) return value;
  const names = Object.keys(places).filter((name) => Object.hasOwn(value, name));
  return Object.fromEntries(names.map((name) => [name, picked(value[name]!, places[name]!)]));
}

const isEmpty = (values: object): boolean => Object.keys(values).length === 0;

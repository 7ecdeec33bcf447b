import type { Json } from "../engine/definition.js";
import type { JobTemplate } from "./work-pool-template.js";

type Values = Record<string, Json>;

/** A template whose job configuration has these values as well, at any depth: in a list each item at its position. */
export const withConfiguration = (template: JobTemplate, fixed: Values | undefined): JobTemplate =>
  fixed ? { ...template, job_configuration: merged(template.job_configuration, fixed) as Values } : template;

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
  if (!isMap(over)) return over;
  const values = isMap(base) ? base : {};
  return {
    ...values,
    ...Object.fromEntries(Object.entries(over).map(([name, value]) => [name, merged(values[name], value)])),
  };
}

function picked(value: Json, places: Json): Json {
  if (Array.isArray(places) && Array.isArray(value)) {
    return value.slice(0, places.length).map((item, index) => picked(item, places[index]!));
  }
  if (!isMap(places) || !isMap(value)) return value;
  const names = Object.keys(places).filter((name) => Object.hasOwn(value, name));
  return Object.fromEntries(names.map((name) => [name, picked(value[name]!, places[name]!)]));
}

const isMap = (value: Json | undefined): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

import type { Client } from "../api/client.js";
import { ownValue } from "../api/own-value.js";
import { schemaFaults } from "../checks/json-schema.js";
import { nearest } from "../checks/nearest.js";
import type { CheckFailures } from "../engine/check-failures.js";
import type { Json } from "../engine/definition.js";

/** What a worker turns into a job: its shape, and the variables that fill it. */
export interface JobTemplate {
  job_configuration: Record<string, Json>;
  variables: { properties?: Record<string, { default?: Json; additionalProperties?: Json }> } & Record<
    string,
    Json | object
  >;
}

interface WorkerMetadata {
  [package_: string]: { [type: string]: { default_base_job_configuration: JobTemplate } };
}

/**
 * The template that the server knows for a type. A pool is stored without one if none is sent.
 * Source: `docs/server-rules.md`, "Work pools".
 *
 * @throws when the server knows no such type
 */
export async function defaultTemplate(client: Client, type: string): Promise<JobTemplate> {
  const byType = await knownTypes(client);
  const found = ownValue(byType, type);
  if (found) return found.default_base_job_configuration;
  if (isCloudOnly(type)) {
    throw new Error(
      `this server has no template for type "${type}", which only Syntask Cloud runs; give \`baseJobTemplate\``,
    );
  }
  const known = Object.keys(byType).sort();
  throw new Error(
    `this server has no template for type "${type}"; it knows ${known.join(", ")}; write one of these or give \`baseJobTemplate\`${nearest(type, known)}`,
  );
}

/** Whether the server has a template for a type. */
export const knowsType = async (client: Client, type: string): Promise<boolean> =>
  Object.hasOwn(await knownTypes(client), type);

/** Types that Syntask Cloud runs by itself, without a worker. */
export const isCloudOnly = (type: string): boolean => /:(push|managed)$/.test(type);

/** What the runs of a type run on: those of `ecs:push` on the same as those of `ecs`, by the same job variables. */
export const infrastructureOf = (type: string): string => type.replace(/:push$/, "");

async function knownTypes(client: Client): Promise<WorkerMetadata[string]> {
  const views = await client.remember("worker metadata", () =>
    client.get<WorkerMetadata>("/collections/views/aggregate-worker-metadata"),
  );
  return Object.assign({}, ...Object.values(views));
}

/** The variable that is meant, in the writing of the one that is given: `memLimit` or `mem_limit`. */
export const nearestVariable = (name: string, known: readonly string[]): string =>
  nearest(name, name.includes("_") ? known : known.map(camelCase));

const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** @throws when the template has no such variable */
export function withDefaults(template: JobTemplate, defaults: Record<string, Json> | undefined): JobTemplate {
  if (!defaults) return template;
  const properties = structuredClone(template.variables.properties ?? {});
  for (const [name, value] of Object.entries(defaults)) {
    const property = ownValue(properties, name);
    if (!property) {
      throw new Error(`the job template has no variable "${name}"${nearestVariable(name, Object.keys(properties))}`);
    }
    property.default = value;
  }
  return { ...template, variables: { ...template.variables, properties } };
}

/** Gives the variables that are named the default that another template has for them, or none. */
export function withOriginals(template: JobTemplate, original: JobTemplate, names: readonly string[]): JobTemplate {
  const properties = structuredClone(template.variables.properties ?? {});
  for (const name of names) {
    const property = ownValue(properties, name);
    if (!property) continue;
    const value = original.variables.properties?.[name]?.default;
    if (value === undefined) delete property.default;
    else property.default = value;
  }
  return { ...template, variables: { ...template.variables, properties } };
}

/** The defaults of the variables that are named; one that has none is left out. */
export const defaultsOf = (template: JobTemplate, names: readonly string[]): Record<string, Json> =>
  Object.fromEntries(
    names
      .map((name) => [name, template.variables?.properties?.[name]?.default] as const)
      .filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );

/** Reports what the server would refuse. Source: `docs/server-rules.md`, "Work pools". */
export function checkTemplate(property: string, template: Partial<JobTemplate>, failures: CheckFailures): void {
  const { job_configuration, variables } = template;
  if (isEmpty(job_configuration) || isEmpty(variables)) {
    return failures.add(property, "has to have `job_configuration` and `variables`, or be left out for the type's own");
  }
  const properties = variables?.properties ?? {};
  checkPlaceholders(property, job_configuration!, Object.keys(properties), failures);
  const { required: _, ...schema } = variables as Record<string, unknown>;
  const defaults = defaultsOf(template as JobTemplate, Object.keys(properties));
  for (const { place, message } of schemaFaults(schema, defaults)) {
    failures.add(`${property}.variables.properties${place}.default`, message);
  }
}

/** Reports placeholders of a job configuration that no variable fills in. */
export function checkPlaceholders(
  property: string,
  configuration: Record<string, Json>,
  variables: readonly string[],
  failures: CheckFailures,
): void {
  const placeholders = JSON.stringify(configuration).matchAll(/{{\s*([\w.\-[\]$]+)\s*}}/g);
  for (const name of new Set([...placeholders].map(([, placeholder]) => placeholder!))) {
    if (!variables.includes(name) && !/^(syntask|prefect)\.|^\$/.test(name)) {
      failures.add(property, `uses {{ ${name} }}, which is not in \`variables.properties\`${nearest(name, variables)}`);
    }
  }
}

const isEmpty = (value: unknown): boolean =>
  typeof value !== "object" || value === null || Object.keys(value).length === 0;

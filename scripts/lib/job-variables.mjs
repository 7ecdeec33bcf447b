/**
 * What a server knows of a type of pools.
 *
 * @typedef {{ properties: Record<string, object>, definitions?: Record<string, object> }} Variables
 */

/** In which units people may give a variable, beside the number or text that the template takes. */
const quantities = {
  "azure-container-instance": { cpu: "Processors", memory: "Memory" },
  "cloud-run": { cpu: "Processors", memory: "Memory" },
  "cloud-run-v2": { cpu: "Processors", memory: "Memory" },
  docker: { mem_limit: "Memory", memswap_limit: "Memory" },
  ecs: { cpu: "Processors", memory: "Memory" },
};

/** What the server's own sentence does not say. */
const units = {
  "azure-container-instance": { cpu: "A number counts vCPUs.", memory: "A number counts GiB." },
  "cloud-run": {
    cpu: "Whole vCPUs; a text of its own is like `1000m`.",
    memory: "A text of its own is like `512Mi`.",
    timeout: "Seconds, at most 3600.",
  },
  "cloud-run-v2": {
    cpu: "A text of its own is like `1000m`.",
    memory: "A text of its own is like `512Mi`.",
    timeout: "Seconds, at most 86400.",
  },
  docker: { mem_limit: "A text of its own is like `512m`.", memswap_limit: "A text of its own is like `512m`." },
  ecs: {
    cpu: "A number counts CPU units, 1024 of which are one vCPU.",
    memory: "A number counts MiB.",
    task_watch_poll_interval: "Seconds.",
    task_start_timeout_seconds: "Seconds.",
  },
  kubernetes: { finished_job_ttl: "Seconds." },
  "vertex-ai": { job_watch_poll_interval: "Seconds.", maximum_run_time_hours: "Hours.", boot_disk_size_gb: "GB." },
};

/** The text of `sdk/src/resources/job-variables/by-type.ts`. */
export function jobVariablesModule(metadata) {
  const byType = Object.assign({}, ...Object.values(metadata));
  const types = Object.keys(byType).sort();
  const variablesOf = (type) => byType[type].default_base_job_configuration.variables;
  return `// Written by scripts/generate-job-variables.mjs from a running server.
import type * as pulumi from "@pulumi/pulumi";
import type { BlockResource } from "../../blocks/block-resource.js";
import type { Json } from "../../engine/definition.js";
import type { Memory, Processors } from "./quantity.js";

/** Variables that the job templates of all types have. */
export interface CommonJobVariables {
${members("", common(types.map(variablesOf)))}
}

${types.map((type) => typeInterface(type, variablesOf(type), common(types.map(variablesOf)))).join("\n\n")}

/** The variables of each type's job template. */
export interface JobVariablesByType {
${types.map((type) => `  /** Of pools of type \`${type}\`. */\n  ${keyOf(type)}: ${interfaceOf(type)};`).join("\n")}
}

/** Names that the server has for them, where they are more than one word. */
export const jobVariableNames: readonly string[] = [
${namesOfSeveralWords(types.map(variablesOf))
  .map((name) => `  "${name}",`)
  .join("\n")}
];
`;
}

const namesOfSeveralWords = (all) =>
  [...new Set(all.flatMap(({ properties }) => Object.keys(properties)))].filter((name) => name.includes("_")).sort();

/** What every template has, in the words of the first. */
const common = ([first, ...others]) => ({
  properties: Object.fromEntries(
    Object.entries(first.properties).filter(
      ([name, { type }]) => type && others.every(({ properties }) => properties[name]?.type === type),
    ),
  ),
});

const keyOf = (type) => (/^\w+$/.test(type) ? type : `"${type}"`);

const interfaceOf = (type) => `${type.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase())}JobVariables`;

const camelCase = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

function typeInterface(type, { properties, definitions }, { properties: shared }) {
  const own = Object.fromEntries(Object.entries(properties).filter(([name]) => !(name in shared)));
  return `/** Variables of the job template of \`${type}\` pools. */
export interface ${interfaceOf(type)} extends CommonJobVariables {
${members(type, { properties: own, definitions })}
}`;
}

function members(type, { properties, definitions = {} }) {
  return Object.entries(properties)
    .map(([name, property]) => {
      const quantity = quantities[type]?.[name];
      const input = inputOf(property, definitions);
      const withQuantity = quantity ? input.replace(/>$/, ` | ${quantity}>`) : input;
      return `  /** ${documentation(type, name, property)} */\n  ${camelCase(name)}?: ${withQuantity};`;
    })
    .join("\n");
}

function documentation(type, name, { description = "", default: value }) {
  // The default image and entrypoint are of the version and the dialect of the server.
  const isDefault = value !== undefined && !["image", "entrypoint"].includes(name);
  const sentences = [firstSentence(description), units[type]?.[name], isDefault && `@default ${JSON.stringify(value)}`];
  return sentences.filter(Boolean).join(" ");
}

function firstSentence(description) {
  const [sentence] = description.replace(/\s+/g, " ").split(/(?<=\.) (?=[A-Z])/);
  return sentence
    .trim()
    .replace(/Prefect|prefect/g, "Syntask")
    .replaceAll("*/", "");
}

function inputOf(property, definitions) {
  const { allOf, anyOf, $ref } = property;
  if (allOf) return inputOf(allOf[0], definitions);
  if (anyOf) return anyOf.map((one) => inputOf(one, definitions)).join(" | ");
  if ($ref) return inputOfDefinition(definitions[$ref.split("/").at(-1)], definitions);
  return `pulumi.Input<${typeOf(property, definitions)}>`;
}

/** A block may be given by itself. */
function inputOfDefinition(definition, definitions) {
  if (definition.block_type_slug) return "BlockResource | pulumi.Input<Record<string, pulumi.Input<Json>>>";
  const required = definition.required ?? [];
  const members = Object.entries(definition.properties).map(
    ([name, property]) => `${name}${required.includes(name) ? "" : "?"}: ${inputOf(property, definitions)}`,
  );
  return `pulumi.Input<{ ${members.join("; ")} }>`;
}

function typeOf({ type, enum: values, items, additionalProperties }, definitions) {
  if (values) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (type === "integer" || type === "number") return "number";
  if (type === "array") return `${inputOf(items, definitions)}[]`;
  if (type === "object") {
    return `Record<string, pulumi.Input<${additionalProperties?.type === "string" ? "string" : "Json"}>>`;
  }
  return type;
}

/**
 * The variables of a type's job templates, and of each the forms that it has in them, that of the oldest template first.
 *
 * @typedef {Record<string, Form[]>} Variables
 * @typedef {{ property: object, definitions: Record<string, object>, version: string }} Form
 */

/** In which units people may give a variable, beside the number or text that the template takes. */
const quantities = {
  "azure-container-instance": { cpu: "Processors", memory: "Memory" },
  "cloud-run": { cpu: "Processors", memory: "Memory" },
  "cloud-run-v2": { cpu: "Processors", memory: "Memory" },
  docker: { mem_limit: "Memory", memswap_limit: "Memory" },
  ecs: { cpu: "Processors", memory: "Memory" },
  kubernetes: {
    cpu_request: "Processors",
    cpu_limit: "Processors",
    memory_request: "Memory",
    memory_limit: "Memory",
  },
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
    timeout: "Seconds, at most 86400 by older job templates.",
  },
  docker: { mem_limit: "A text of its own is like `512m`.", memswap_limit: "A text of its own is like `512m`." },
  ecs: {
    cpu: "A number counts CPU units, 1024 of which are one vCPU.",
    memory: "A number counts MiB.",
    task_watch_poll_interval: "Seconds.",
    task_start_timeout_seconds: "Seconds.",
  },
  kubernetes: {
    finished_job_ttl: "Seconds.",
    cpu_request: "A text of its own is like `500m`.",
    cpu_limit: "A text of its own is like `500m`.",
    memory_request: "A text of its own is like `512Mi`.",
    memory_limit: "A text of its own is like `512Mi`.",
  },
  "vertex-ai": { job_watch_poll_interval: "Seconds.", maximum_run_time_hours: "Hours.", boot_disk_size_gb: "GB." },
};

/**
 * The text of `sdk/src/resources/job-variables/by-type.ts`: whatever the job templates of some server have.
 *
 * @param {{ version: string, metadata: object }[]} servers The oldest first.
 */
export function jobVariablesModule(servers) {
  const byType = variablesByType(servers);
  const types = Object.keys(byType).sort();
  const shared = common(types.map((type) => byType[type]));
  const oldest = servers[0].version;
  return `// Written by scripts/generate-job-variables.mjs from running servers, the oldest and the newest.
import type * as pulumi from "@pulumi/pulumi";
import type { BlockResource } from "../../blocks/block-resource.js";
import type { Json } from "../../engine/definition.js";
import type { Memory, Processors } from "./quantity.js";

/** Variables that the job templates of all types have. */
export interface CommonJobVariables {
${members("", shared, oldest)}
}

${types.map((type) => typeInterface(type, byType[type], shared, oldest)).join("\n\n")}

/** The variables of each type's job template. */
export interface JobVariablesByType {
${types.map((type) => `  /** Of pools of type \`${type}\`. */\n  ${keyOf(type)}: ${interfaceOf(type)};`).join("\n")}
}

/** Names that the server has for them, where they are more than one word. */
export const jobVariableNames: readonly string[] = [
${namesOfSeveralWords(Object.values(byType))
  .map((name) => `  "${name}",`)
  .join("\n")}
];
`;
}

/** @returns {Record<string, Variables>} */
function variablesByType(servers) {
  const byType = {};
  for (const { version, metadata } of servers) {
    for (const [type, worker] of Object.values(metadata).flatMap(Object.entries)) {
      const { properties, definitions = {} } = worker.default_base_job_configuration.variables;
      byType[type] ??= {};
      for (const [name, property] of Object.entries(properties)) {
        byType[type][name] ??= [];
        byType[type][name].push({ property, definitions, version });
      }
    }
  }
  return byType;
}

const namesOfSeveralWords = (all) => [...new Set(all.flatMap(Object.keys))].filter((name) => name.includes("_")).sort();

/** What every template has, in the words of the first type. */
const common = ([first, ...others]) =>
  Object.fromEntries(
    Object.entries(first).filter(
      ([name, forms]) => typeOfAll(forms) && others.every((other) => typeOfAll(other[name] ?? []) === typeOfAll(forms)),
    ),
  );

const typeOfAll = (forms) => forms.map(({ property }) => property.type).join();

const keyOf = (type) => (/^\w+$/.test(type) ? type : `"${type}"`);

const interfaceOf = (type) => `${type.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase())}JobVariables`;

const camelCase = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

function typeInterface(type, variables, shared, oldest) {
  const own = Object.fromEntries(Object.entries(variables).filter(([name]) => !(name in shared)));
  return `/** Variables of the job template of \`${type}\` pools. */
export interface ${interfaceOf(type)} extends CommonJobVariables {
${members(type, own, oldest)}
}`;
}

function members(type, variables, oldest) {
  return Object.entries(variables)
    .map(([name, forms]) => {
      const quantity = quantities[type]?.[name];
      const input = inputOfAll(forms);
      const withQuantity = quantity ? input.replace(/>$/, ` | ${quantity}>`) : input;
      return `  /** ${documentation(type, name, forms, oldest)} */\n  ${camelCase(name)}?: ${withQuantity};`;
    })
    .join("\n");
}

/** In the words of the newest template that has the variable. */
function documentation(type, name, forms, oldest) {
  const { description = "", default: value } = forms.at(-1).property;
  // The default image and entrypoint are of the version and the dialect of the server.
  const isDefault = value !== undefined && !["image", "entrypoint"].includes(name);
  return [
    firstSentence(description),
    units[type]?.[name],
    lackOf(forms, oldest),
    isDefault && `@default ${JSON.stringify(value)}`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** What the oldest server's template does not have: the variable, or some of its values. */
function lackOf(forms, oldest) {
  const older = `Older job templates, such as that of Prefect ${oldest}, lack`;
  if (forms[0].version !== oldest) return `${older} it.`;
  const lacking = valuesOf(forms).filter((value) => !forms[0].property.enum.includes(value));
  return lacking.length > 0 && `${older} ${lacking.map((value) => `\`${value}\``).join(", ")}.`;
}

const valuesOf = (forms) => [...new Set(forms.flatMap(({ property }) => property.enum ?? []))];

function firstSentence(description) {
  const [sentence] = description.replace(/\s+/g, " ").split(/(?<=\.) (?=[A-Z])/);
  return sentence
    .trim()
    .replace(/Prefect|prefect/g, "Syntask")
    .replaceAll("*/", "");
}

/** What some template takes. */
function inputOfAll(forms) {
  if (forms.every(({ property }) => property.enum)) {
    return inputOf({ ...forms.at(-1).property, enum: valuesOf(forms) }, forms.at(-1).definitions);
  }
  return [...new Set(forms.map(({ property, definitions }) => inputOf(property, definitions)))].join(" | ");
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

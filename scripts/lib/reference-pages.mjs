const note = "<!-- This page is written by `npm run schema`, from what the sources say. -->";
const clouds = { aws: "AWS", azure: "Azure", docker: "Docker", gcp: "Google Cloud", kubernetes: "Kubernetes" };

const leftOut =
  "An input whose default is left to the server keeps the value that the server has when the program leaves it out: what somebody sets there stays, and is no drift. " +
  "In TypeScript inputs that name another object take the object itself too, and types are narrower where a list of values is known.";

/** The reference pages by the names of their files: what resources, components and functions take and give. */
export function referencePages(schema) {
  const types = schema.types;
  const all = Object.entries(schema.resources).map(([token, resource]) => ({ token, ...resource }));
  const isBlock = ({ properties }) => "documentId" in properties;
  const isObject = ({ token, listInputs }) => listInputs !== undefined || nameOf(token) === "DeploymentSchedule";
  const own = all.filter(({ isComponent }) => !isComponent);
  const components = all.filter(({ isComponent }) => isComponent);
  const objects = own.filter((resource) => isObject(resource) && !isBlock(resource));
  const rest = own.filter((resource) => !isObject(resource));

  return new Map([
    ["server-objects.md", page("Objects of the server", sections(objects), leftOut)],
    ["blocks.md", page("Blocks", sections(own.filter(isBlock)), leftOut)],
    [
      "runs-uploads-workers.md",
      page("Runs, uploads and workers", [
        ...sections(rest.filter(({ isOverlay }) => !isOverlay)),
        "## Parts of components",
        "Components make these. Programs have no need to.",
        ...rest.filter(({ isOverlay }) => isOverlay).map(part),
      ]),
    ],
    ["components.md", page("Components", sections(components.filter(({ token }) => moduleOf(token) === "index")))],
    ...Object.entries(clouds).map(([module, title]) => [
      `${module}.md`,
      page(
        `Components of ${title}`,
        sections(components.filter(({ token }) => moduleOf(token) === module)),
        `In TypeScript from \`pulumi-syntask/${module}\`, in other languages from the module \`${module}\`.`,
      ),
    ]),
    ["functions.md", page("Data sources", Object.entries(schema.functions).flatMap(functionSection))],
    ["types.md", page("Types of inputs", Object.entries(types).flatMap(typeSection))],
  ]);

  function sections(resources) {
    return resources.flatMap(({ token, description, deprecationMessage, ...resource }) => [
      `## ${nameOf(token)}`,
      ...(deprecationMessage ? [`Legacy: ${deprecationMessage}`] : []),
      textOf(description),
      ...inputTable(resource.inputProperties, resource.requiredInputs),
      ...outputTable(outputsOf(resource)),
    ]);
  }

  function functionSection([token, { description, inputs, outputs }]) {
    const given = inputTable(inputs.properties, inputs.required);
    return [`## ${nameOf(token)}`, textOf(description), ...given, ...outputTable(Object.entries(outputs.properties))];
  }

  function typeSection([token, type]) {
    const heading = `## ${typeName(token)}`;
    if (!type.enum) return [heading, textOf(type.description), ...inputTable(type.properties, type.required)];
    return [heading, textOf(type.description), `One of ${type.enum.map(({ value }) => `\`${value}\``).join(", ")}.`];
  }
}

const page = (title, parts, introduction) =>
  `${[note, `# ${title}`, ...(introduction ? [introduction] : []), ...parts].join("\n\n")}\n`;
const part = ({ token, description }) => `- \`${nameOf(token)}\`: ${textOf(description)}`;

/** The outputs that are no inputs. */
const outputsOf = ({ properties, inputProperties }) =>
  Object.entries(properties).filter(([name]) => !(name in inputProperties));

function inputTable(properties = {}, required = []) {
  const rows = Object.entries(properties).map(([name, property]) => [
    `\`${name}\`${required.includes(name) ? ", required" : ""}`,
    typeOf(property),
    textOf(property.description),
  ]);
  return table(["input", "type", "meaning"], rows);
}

const outputTable = (outputs) =>
  table(
    ["output", "type", "meaning"],
    outputs.map(([name, property]) => [`\`${name}\``, typeOf(property), textOf(property.description)]),
  );

function table(head, rows) {
  if (rows.length === 0) return [];
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`);
  return [lines.join("\n")];
}

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** A description without its examples, which are for the pages of Pulumi's registry. */
const textOf = (description = "") =>
  description
    .split("{{% examples %}}")[0]
    .trim()
    .replaceAll(/\n(?=[^\n])/g, " ");

const nameOf = (token) => token.split(":").at(-1);
const moduleOf = (token) => token.split(":").at(1);
const typeName = (token) => (moduleOf(token) === "index" ? nameOf(token) : `${moduleOf(token)}.${nameOf(token)}`);
const anchorOf = (name) => name.toLowerCase().replaceAll(".", "");

function typeOf({ type, $ref, items, additionalProperties, oneOf, secret }) {
  const suffix = secret ? ", secret" : "";
  if (oneOf) return `${oneOf.map(typeOf).join(" or ")}${suffix}`;
  if ($ref === "pulumi.json#/Any") return `anything${suffix}`;
  if ($ref?.startsWith("#/types/")) {
    const name = typeName($ref.slice("#/types/".length));
    return `[${name}](types.md#${anchorOf(name)})${suffix}`;
  }
  if ($ref) return `\`${nameOf(decodeURIComponent($ref))}\`${suffix}`;
  if (type === "array") return `list of ${typeOf(items)}${suffix}`;
  if (type === "object") return `map of ${typeOf(additionalProperties)}${suffix}`;
  return `${type}${suffix}`;
}

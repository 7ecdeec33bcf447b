import type { Definition } from "../../sdk/src/engine/definition.js";
import type { Fields } from "../../sdk/src/engine/field.js";
import { type Component, ComponentReader } from "./components.js";
import { Declarations } from "./declarations.js";
import { exampleText } from "./examples/examples.js";
import { functionOf } from "./functions.js";
import { NeutralTypes } from "./neutral-types.js";
import { providerOf } from "./provider.js";
import { resourceOf } from "./resources.js";
import { type PackageSpec, packageName, tokenOf } from "./spec.js";

/** What the package declares, as it is loaded. */
export interface Declared {
  /** What is said of the published package. */
  manifest: { version: string; license: string; keywords: string[] };
  definitions: ReadonlyMap<string, Definition>;
  components: readonly Component[];
  connectionSettings: Fields;
}

/** The entry points of programs. */
const entries = [
  "index.ts",
  "aws/index.ts",
  "azure/index.ts",
  "docker/index.ts",
  "gcp/index.ts",
  "kubernetes/index.ts",
];

/** Files that have what those have not: the kinds that components alone make, and the settings of providers. */
const others = ["provider.ts", "connection-settings.ts"];

/** What looks something up, with those of its outputs that are secret. */
const lookUps: Readonly<Record<string, readonly string[]>> = {
  getBlock: ["data"],
  getDeployment: [],
  getFlow: [],
  getVariable: [],
  getWorkPool: [],
};

/**
 * Pulumi's schema of the package, from its declarations.
 *
 * @param root folder of the repository, whose sources have the types and the comments
 */
export function packageSchema(root: string, declared: Declared): PackageSpec {
  const { manifest, definitions, components, connectionSettings } = declared;
  const declarations = new Declarations(root, entries, others);
  const types = new NeutralTypes(declarations, wholeNumbersIn(definitions));
  const resources = [...definitions.values()].map(
    (definition) => [tokenOf(definition.kind), resourceOf(definition, declarations, types)] as const,
  );
  const reader = new ComponentReader(components, declarations, types);
  const made = components.map((component) => [component.__pulumiType, reader.resourceOf(component)] as const);
  const functions = Object.entries(lookUps).map(
    ([name, secrets]) => [tokenOf(name), functionOf(name, secrets, declarations, types)] as const,
  );
  const schema = {
    ...describedPackage(manifest),
    ...providerOf(connectionSettings, declarations, types),
    types: byName(Object.entries(types.types)),
    resources: byName([...resources, ...made]),
    functions: byName(functions),
  };
  addExamples(schema, declared, declarations);
  return schema;
}

/** The example of each resource that has one, in every language. */
function addExamples(schema: PackageSpec, { definitions }: Declared, declarations: Declarations): void {
  for (const [token, resource] of Object.entries(schema.resources)) {
    const { example } = declarations.documentationOf(declarations.symbolOf(nameIn(token)));
    if (example === undefined || resource.isOverlay) continue;
    const text = exampleText(example, schema, (owner, input) => {
      if (input in outputsGiven || schema.resources[owner]?.isComponent) return outputsGiven[input];
      const field = definitions.get(nameIn(owner))?.fields?.[input];
      return field ? (field.resourceOutput ?? "name") : "id";
    });
    if (text) resource.description += `\n\n${text}`;
  }
}

/** What other languages give of a resource that TypeScript gives by itself, where no field says so. */
const outputsGiven: Readonly<Record<string, string>> = { storage: "storage" };

const nameIn = (token: string): string => token.split(":")[2]!;

/** Numbers of nested objects that are whole, beside those that the fields say so of. */
const otherWholeNumbers = ["keep", "threshold"];

const wholeNumbersIn = (definitions: Declared["definitions"]): ReadonlySet<string> =>
  new Set([
    ...otherWholeNumbers,
    ...[...definitions.values()].flatMap(({ fields = {} }) =>
      Object.entries(fields).flatMap(([name, { isWhole }]) => (isWhole ? [name] : [])),
    ),
  ]);

const describedPackage = ({ version, license, keywords }: Declared["manifest"]) => ({
  name: packageName,
  displayName: "Syntask",
  version,
  description: "Syntask deployments, work pools, blocks and flow code storage.",
  keywords: [...keywords, "kind/native", "category/utility"],
  license,
  publisher: packageName,
  meta: { moduleFormat: "(.*)" },
  language: {
    nodejs: { packageName: "@pulumi-syntask/syntask", respectSchemaVersion: true },
    python: { packageName: "pulumi_syntask", respectSchemaVersion: true, pyproject: { enabled: true } },
    go: {
      importBasePath: "github.com/pulumi-syntask/pulumi-syntask/sdk/go/syntask",
      generateResourceContainerTypes: true,
      respectSchemaVersion: true,
    },
    csharp: {
      rootNamespace: "Pulumi",
      namespaces: {
        syntask: "Syntask",
        aws: "Aws",
        azure: "Azure",
        docker: "Docker",
        gcp: "Gcp",
        kubernetes: "Kubernetes",
      },
      respectSchemaVersion: true,
    },
  },
});

const byName = <Value>(named: readonly (readonly [string, Value])[]): Record<string, Value> =>
  Object.fromEntries([...named].sort(([one], [other]) => (one < other ? -1 : 1)));

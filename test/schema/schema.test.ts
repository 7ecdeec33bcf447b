import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loaded } from "../../scripts/schema/loaded";
import { schemaText } from "../../scripts/schema/main";
import type { PackageSpec, Properties, PropertySpec, TypeSpec } from "../../scripts/schema/spec";
import { CheckFailures } from "../../sdk/src/engine/check-failures";
import type { Definition } from "../../sdk/src/engine/definition";
import { plan } from "../../sdk/src/engine/plan";
import type { Arg } from "../../sdk/src/provider/component-args";
import { components } from "../cloud/components";

const root = resolve(__dirname, "../..");
const text = readFileSync(join(root, "sdk/schema.json"), "utf8");
const schema: PackageSpec = JSON.parse(text);
const sources = readdirSync(join(root, "sdk/src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(root, "sdk/src", file), "utf8"));
const { definitions } = loaded;

const kinds = [...definitions.values()].map((definition) => ({
  kind: definition.kind,
  definition,
  spec: schema.resources[`syntask:index:${definition.kind}`]!,
}));

/** Kinds that programs in other languages declare. */
const publicKinds = kinds.filter(({ spec }) => !spec.isOverlay);

/** The inputs of a definition that stand for one of the schema. */
const inputsIn = ({ properties }: Definition, inputs: Properties): string[] =>
  properties.filter((name) => name in inputs);

test("the committed schema is what the declarations give", () => {
  const isSame = schemaText(root) === text;
  expect(isSame ? "" : "sdk/schema.json is not what the declarations give: run `npm run schema`").toBe("");
});

test("every kind, component and look-up is in it, and nothing else", () => {
  expect(Object.keys(schema.resources).sort()).toEqual(
    [...kinds.map(({ kind }) => `syntask:index:${kind}`), ...Object.values(components).map(typeOf)].sort(),
  );
  const lookUps = Object.keys(require("../../sdk/src")).filter((name) => /^get.*(?<!Output)$/.test(name));
  expect(Object.keys(schema.functions).sort()).toEqual(lookUps.map((name) => `syntask:index:${name}`).sort());
});

/** The comment before a class, wherever it is. */
function commentOf(name: string): string {
  const found = sources.find((source) => source.includes(`export class ${name}`))!;
  const [before = ""] = found.split(new RegExp(`export class ${name}\\b`));
  return before.slice(before.lastIndexOf("/**"));
}

const typeOf = ({ __pulumiType }: { __pulumiType: string }): string => __pulumiType;

test("what components alone make is left out of the packages of other languages", () => {
  expect(kinds.filter(({ spec }) => spec.isOverlay).map(({ kind }) => kind)).toMatchInlineSnapshot(`
[
  "GitAccessCheck",
  "ReleasePruning",
  "WorkerRevision",
  "AzureAccessCheck",
  "ContainerSas",
  "GcsAccessCheck",
  "S3AccessCheck",
  "StoreGuard",
  "UniqueName",
]
`);
});

/** Every property, by where it is. */
const everyProperty: [place: string, spec: PropertySpec][] = [
  ...placed("config", schema.config.variables),
  ...placed("provider", schema.provider.inputProperties),
  ...Object.entries(schema.types).flatMap(([token, spec]) => placed(token, spec.properties ?? {})),
  ...Object.entries(schema.resources).flatMap(([token, spec]) => [
    ...placed(`${token} in`, spec.inputProperties),
    ...placed(`${token} out`, spec.properties),
  ]),
  ...Object.entries(schema.functions).flatMap(([token, spec]) => [
    ...placed(`${token} in`, spec.inputs.properties),
    ...placed(`${token} out`, spec.outputs.properties),
  ]),
];

function placed(place: string, properties: Properties): [string, PropertySpec][] {
  return Object.entries(properties).map(([name, spec]) => [`${place} ${name}`, spec]);
}

function refsIn({ $ref, items, additionalProperties }: TypeSpec): string[] {
  return [...($ref ? [$ref] : []), ...[items, additionalProperties].flatMap((inner) => (inner ? refsIn(inner) : []))];
}

test("every reference leads to a type or a resource, and every type is referred to", () => {
  const refs = everyProperty.flatMap(([, spec]) => refsIn(spec));
  const known = [
    "pulumi.json#/Any",
    ...Object.keys(schema.types).map((token) => `#/types/${token}`),
    ...Object.keys(schema.resources).map((token) => `#/resources/${token}`),
  ];
  expect(refs.filter((ref) => !known.includes(ref))).toEqual([]);
  expect(known.filter((ref) => ref.startsWith("#/types/") && !refs.includes(ref))).toEqual([]);
});

test("everything that a program sees has a description in the words of every language", () => {
  const inner = kinds.filter(({ spec }) => spec.isOverlay).map(({ kind }) => `syntask:index:${kind} `);
  const described = [
    ...everyProperty.filter(([place]) => !inner.some((kind) => place.startsWith(kind))),
    ...Object.entries({ ...schema.types, ...schema.resources, ...schema.functions }),
    ["provider", schema.provider] as const,
  ].map(([place, { description = "" }]) => [place, description] as const);
  expect(described.filter(([, description]) => description === "").map(([place]) => place)).toEqual([]);
  const inWords = described.map(([place, description]) => [place, description.replace(/\{\{% examples.*/s, "")]);
  expect(inWords.filter(([, words]) => /TypeScript|\{@|undefined/.test(words!))).toEqual([]);
});

test("an example of the sources is one of every language, unless TypeScript alone can write it", () => {
  const declared = Object.entries(schema.resources)
    .filter(([token, { isOverlay }]) => !isOverlay && /@example/.test(commentOf(token.split(":")[2]!)))
    .map(([token]) => token);
  const missing = declared.filter((token) => !schema.resources[token]!.description.includes("{{% examples %}}"));
  expect(declared.length).toBeGreaterThan(20);
  expect(missing).toMatchInlineSnapshot(`
[
  "syntask:gcp:ArtifactRegistryFlowStorage",
  "syntask:index:SyntaskProject",
]
`);
});

test("a connection is a provider and no input", () => {
  expect(everyProperty.filter(([place]) => / connection$/.test(place))).toEqual([]);
});

test("nothing that is secret has a default", () => {
  expect(everyProperty.filter(([, { secret, default: value }]) => secret && value !== undefined)).toEqual([]);
});

/** Inputs that a definition has to be given, and that follow where the program leaves them out. */
const foundByItself = ["FlowCode.folder", "FlowCode.ignore", "FlowCode.ignoreFile"];

test.each(publicKinds)("$kind: what is secret, replaces and has to be given is that of its definition", (one) => {
  const { definition, spec } = one;
  const { secrets = [], secretFields = [], replaceOnChanges, fields = {} } = definition;
  const inputs = inputsIn(definition, spec.inputProperties);
  const marked = (mark: keyof PropertySpec, properties = spec.inputProperties) =>
    inputs.filter((name) => properties[name]?.[mark]);
  const isSecret = inputs.filter((name) => secrets.includes(name) || secretFields.includes(name));
  expect(marked("secret")).toEqual(isSecret);
  expect(marked("secret", spec.properties)).toEqual(isSecret.filter((name) => name in spec.properties));
  expect(marked("willReplaceOnChanges")).toEqual(inputs.filter((name) => replaceOnChanges.includes(name)));
  const needed = inputs.filter(
    (name) => fields[name]?.required && !foundByItself.includes(`${definition.kind}.${name}`),
  );
  expect(spec.requiredInputs.sort()).toEqual(needed.sort());
});

test.each(publicKinds)("$kind: what programs read is an input, is of its state, or follows from these", (one) => {
  const { definition, spec } = one;
  const derived = Object.keys(definition.derived ?? {});
  const known = [...Object.keys(spec.inputProperties), ...definition.properties, ...(definition.outputs ?? [])];
  const others = Object.keys(spec.properties).filter((name) => !known.includes(name));
  expect(others.sort()).toEqual(derived.filter((name) => !known.includes(name)).sort());
});

test.each(Object.entries(components))("%s has the args of its table, and what is known of each", (_, component) => {
  const { inputProperties, requiredInputs } = schema.resources[component.__pulumiType]!;
  const facts = ({ plain, secret, default: value }: Pick<Arg, "plain" | "secret" | "default">) => ({
    plain: plain ?? false,
    secret: secret ?? false,
    default: typeof value === "object" ? undefined : value,
  });
  const args = Object.entries(component.args).filter(([name]) => name !== "connection");
  expect(Object.fromEntries(Object.entries(inputProperties).map(([name, spec]) => [name, facts(spec)]))).toEqual(
    Object.fromEntries(args.map(([name, arg]) => [name, facts(arg)])),
  );
  expect([...requiredInputs].sort()).toEqual(args.flatMap(([name, { required }]) => (required ? [name] : [])).sort());
});

test("a component that is a storage tells it to deployments, and each in the form that these take", () => {
  const { storage } = schema.resources["syntask:index:Deployment"]!.inputProperties;
  const storages = Object.values(components).filter(
    ({ __pulumiType }) => "pullSteps" in schema.resources[__pulumiType]!.properties,
  );
  expect(storages).toHaveLength(9);
  for (const { __pulumiType } of storages) {
    const { properties, required } = schema.resources[__pulumiType]!;
    expect({ ...properties.storage, description: "" }).toEqual({ ...storage, description: "" });
    expect(required).toContain("storage");
  }
});

test.each(kinds)(
  "$kind is the same object as in stacks of the dynamic provider, by every name",
  ({ definition, spec }) => {
    const names = [definition.kind, ...(definition.formerKinds ?? [])];
    expect(spec.aliases).toEqual(names.map((name) => ({ type: `pulumi-nodejs:dynamic/syntask:${name}` })));
  },
);

test.each(publicKinds)("$kind: the words of an input are those of its definition", ({ definition, spec }) => {
  for (const [name, { words }] of Object.entries(definition.fields ?? {})) {
    if (!words) continue;
    const ref = spec.inputProperties[name]?.$ref?.replace("#/types/", "");
    expect([name, schema.types[ref!]?.enum]).toEqual([name, words.map((value) => ({ value }))]);
  }
});

test.each(publicKinds)(
  "$kind: a default that another language writes changes nothing, and is not refused",
  async (one) => {
    const { definition, spec } = one;
    const faultsOf = async (inputs: object): Promise<readonly string[]> => {
      const failures = new CheckFailures();
      const isUnknown = () => false;
      const isDeclared = () => false;
      const context = { olds: undefined, client: undefined, isUnknown, isDeclared, say: () => {} };
      await definition.check?.(inputs, failures, context);
      return failures.lines;
    };
    const defaults = Object.entries(spec.inputProperties).filter(([, input]) => input.default !== undefined);
    const faults = await faultsOf({});
    for (const [name, { default: value }] of defaults) {
      expect([name, await faultsOf({ [name]: value })]).toEqual([name, faults]);
      expect([name, plan(definition, {}, { [name]: value }).changed]).toEqual([name, []]);
      expect([name, definition.needs?.({ [name]: value })]).toEqual([name, definition.needs?.({})]);
    }
  },
);

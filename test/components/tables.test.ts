import { type Arg, type ComponentArgs, faultsOfArgs } from "../../sdk/src/provider/component-args";
import { components } from "../cloud/components";

/** Every arg of a table, those of objects and items in others among them, by where it is. */
function argsIn(args: ComponentArgs, within: string): [place: string, arg: Arg][] {
  return Object.entries(args).flatMap(([name, arg]) => partsOf(arg, `${within}.${name}`));
}

function partsOf(arg: Arg, place: string): [string, Arg][] {
  const { type } = arg;
  if (typeof type === "string" || "words" in type) return [[place, arg]];
  if ("args" in type) return [[place, arg], ...argsIn(type.args, place)];
  return [[place, arg], ...partsOf("listOf" in type ? type.listOf : type.mapOf, `${place}[]`)];
}

const all = Object.entries(components).flatMap(([name, { args }]) => argsIn(args, name));

test("every component has a table of its args", () => {
  expect(Object.keys(components)).toHaveLength(19);
  expect(Object.entries(components).filter(([, { args }]) => Object.keys(args ?? {}).length === 0)).toEqual([]);
});

/** The types that Pulumi's schema has: none of them is a choice between two others. */
const schemaTypes = ["string", "integer", "boolean", "any", "words", "listOf", "mapOf", "object"];

test("every arg has a type that Python, Go and YAML have too", () => {
  const typesOf = ({ type }: Arg): string[] =>
    typeof type === "string" ? [type] : Object.keys(type).filter((key) => key !== "args");
  const others = all.filter(([, arg]) => typesOf(arg).length !== 1 || !schemaTypes.includes(typesOf(arg)[0]!));
  expect(others.map(([place]) => place)).toEqual([]);
  expect(new Set(all.flatMap(([, arg]) => typesOf(arg)))).toEqual(new Set(schemaTypes));
});

test("objects of one name are one object", () => {
  const byName = new Map<string, ComponentArgs>();
  for (const [place, { type }] of all) {
    if (typeof type === "string" || !("object" in type)) continue;
    expect([place, byName.get(type.object) ?? type.args]).toEqual([place, type.args]);
    byName.set(type.object, type.args);
  }
  expect([...byName.keys()].sort()).toMatchInlineSnapshot(`
[
  "AzureUploadCredentials",
  "CloudRunWorkerRights",
  "ContainerAppWorkerRights",
  "ContainerIdentity",
  "DockerRegistry",
  "FederatedWorker",
  "FlowStorage",
  "ImageBuild",
  "Releases",
  "S3UploadCredentials",
]
`);
});

test("every default is a value of its arg", () => {
  const defaults = all.filter(([, arg]) => arg.default !== undefined);
  expect(defaults.length).toBeGreaterThan(20);
  for (const [place, arg] of defaults) {
    expect([place, ...faultsOfArgs({ [place]: arg }, { [place]: arg.default })]).toEqual([place]);
  }
});

test("what is secret is told so by its table", () => {
  const secrets = all.filter(([, { secret }]) => secret).map(([place]) => place);
  const named = all.filter(([place]) => /(password|secret|token|accountKey|connectionString)[^.]*$/i.test(place));
  const others = named.map(([place]) => place).filter((place) => !secrets.includes(place));
  expect(others.sort()).toEqual([
    "AzureBlobFlowStorage.accountKey",
    "CloudRunInfrastructure.apiKeySecret",
    "CloudRunWorker.secrets[]",
    "ContainerAppWorker.secrets[]",
    "DockerWorker.secrets[]",
    "EcsInfrastructure.apiKeySecret",
    "EcsWorker.secrets[]",
    "GitFlowStorage.tokenBlockName",
    "GitFlowStorage.tokenReference",
    "KubernetesInfrastructure.apiKeySecret",
    "KubernetesWorker.secrets[]",
  ]);
});

import * as pulumi from "@pulumi/pulumi";
import type { SyntaskResource } from "pulumi-syntask";
import * as resources from "pulumi-syntask";
import { S3AccessCheck } from "../../sdk/src/aws/s3-access-check";
import { AzureAccessCheck } from "../../sdk/src/azure/azure-access-check";
import { ContainerSas } from "../../sdk/src/azure/container-sas";
import { StoreGuard } from "../../sdk/src/cloud/store-guard";
import { UniqueName } from "../../sdk/src/cloud/unique-name";
import type { Definition } from "../../sdk/src/engine/definition";
import { GcsAccessCheck } from "../../sdk/src/gcp/gcs-access-check";
import { definitions } from "../../sdk/src/provider";
import { argTypesOf } from "../support/arg-types";
import { type Make, made, requiredArgs, valuesOfArg } from "../support/arg-values";
import { type Declared, declare } from "../support/mocks";

type Args = Record<string, unknown>;

interface ResourceClass {
  new (name: string, args: Args, opts?: pulumi.CustomResourceOptions): SyntaskResource;
  readonly definition: Definition;
}

const internal = { AzureAccessCheck, ContainerSas, GcsAccessCheck, S3AccessCheck, StoreGuard, UniqueName };
const classes = Object.entries({ ...resources, ...internal }).filter(
  ([, exported]) => "definition" in exported,
) as unknown as [name: string, made: ResourceClass][];

const config = {
  "syntask-connection-1:apiUrl": "http://one.invalid",
  "syntask-connection-2:apiUrl": "http://two.invalid",
};

/** What a class declares, given the args of some makers. */
async function declared(
  Class: ResourceClass,
  args: () => Args,
  opts?: () => pulumi.CustomResourceOptions,
): Promise<Declared> {
  const all = await declare(() => new Class("resource", args(), opts?.()), config);
  return all.find(({ name, type }) => name === "resource" && type === Class.definition.kind)!;
}

test("there is a class for each kind", () => {
  expect(classes.map(([, { definition }]) => definition.kind).sort()).toEqual([...definitions.keys()].sort());
});

const args = classes.flatMap(([name, Class]) => argTypesOf(name).map((arg) => [name, arg.name, Class, arg] as const));

test.each(args)("%s hands on `%s`", async (className, name, Class, arg) => {
  const makers: (Make | undefined)[] = valuesOfArg(className, arg);
  if (!arg.isRequired) makers.push(undefined);
  expect(makers.length).toBeGreaterThan(1);
  const arrived: string[] = [];
  for (const make of makers) {
    const given = { ...requiredArgs(className), ...(make && { [name]: make }) };
    const { inputs } = await declared(Class, () => made(given));
    arrived.push(JSON.stringify(isInputOf(Class, name) ? inputs[name] : inputs) ?? "nothing");
  }
  expect([...new Set(arrived)]).toEqual(arrived);
});

const isInputOf = ({ definition }: ResourceClass, arg: string) =>
  [...definition.properties, "adopt", "connection"].includes(arg);

/** Args that may be known later. Of two that exclude each other the first. */
const laterArgs = (className: string): Record<string, Make> =>
  Object.fromEntries(
    argTypesOf(className)
      .filter(({ type }) => type.getText().startsWith("pulumi.Input<"))
      .map((arg) => [arg.name, valuesOfArg(className, arg)[0]!]),
  );

const ways: Record<string, (value: unknown) => unknown> = {
  "an output": (value) => pulumi.output(value),
  "a promise": (value) => Promise.resolve(value),
};

describe.each(Object.entries(ways))("given as %s", (_, given) => {
  test.each(classes)("what %s takes arrives as if it were plain", async (name, Class) => {
    const [required, later] = [requiredArgs(name), laterArgs(name)];
    const plain = await declared(Class, () => made({ ...required, ...later }));
    const late = await declared(Class, () => ({
      ...made(required),
      ...Object.fromEntries(Object.entries(later).map(([arg, make]) => [arg, given(make())])),
    }));
    expect(late.inputs).toEqual(plain.inputs);
    expect(late.text).not.toMatch(sampleOf(secretsOf(Class)));
  });
});

const secretsOf = ({ definition: { secrets = [], secretFields = [] } }: ResourceClass) => [...secrets, ...secretFields];

/** What a value that was made for one of some args looks like. */
const sampleOf = (names: string[]) => new RegExp(names.length > 0 ? `"(${names.join("|")})-\\d"` : "^$");

const withSecrets = classes.filter(([, Class]) => secretsOf(Class).length > 0);

test.each(withSecrets)("secrets of %s are there, and secret", async (name, Class) => {
  const secrets = secretsOf(Class);
  const types = argTypesOf(name).filter((arg) => arg.isRequired || secrets.includes(arg.name));
  const given = Object.fromEntries(types.map((arg) => [arg.name, valuesOfArg(name, arg)[0]!]));
  const { inputs, text, secretOutputs } = await declared(Class, () => made(given));
  expect(secretOutputs).toEqual(expect.arrayContaining(secrets));
  // What is no arg comes from a provider of the program.
  for (const secret of secrets.filter((one) => one in given))
    expect(JSON.stringify(inputs[secret])).toMatch(sampleOf([secret]));
  expect(text).not.toMatch(sampleOf(secrets));
});

test.each(classes)(
  "%s is what a stack has under a former kind or from the plugin, beside what the program says that it was",
  async (name, Class) => {
    const options = () => ({ aliases: [{ name: "before" }] });
    const { formerNames, formerTypes } = await declared(Class, () => made(requiredArgs(name)), options);
    const { kind, formerKinds = [] } = Class.definition;
    const prefixes = ["pulumi-nodejs:dynamic/syntask:", "syntask:index:"];
    const types = [kind, ...formerKinds].flatMap((one) => prefixes.map((prefix) => prefix + one));
    expect(formerTypes).toEqual(types.filter((type) => type !== prefixes[0] + kind));
    expect(formerNames).toEqual(["before"]);
  },
);

test.each(classes)("%s hands on its options", async (name, Class) => {
  const options = () => ({
    parent: new pulumi.ComponentResource("test:index:Parent", "parent"),
    dependsOn: [new pulumi.ComponentResource("test:index:Other", "other")],
    protect: true,
  });
  const { parent, dependsOn, protect } = await declared(Class, () => made(requiredArgs(name)), options);
  expect({ parent, dependsOn, protect }).toEqual({ parent: "parent", dependsOn: ["other"], protect: true });
});

import { mask } from "../../sdk/src/checks/masked";
import { ConfiguredSecret, type ExportedObject, Reference, referencesIn } from "../../sdk/src/export/exported-object";
import { importFileOf } from "../../sdk/src/export/import-file";
import { meaningful } from "../../sdk/src/export/meaningful";
import { inOrderOfReference, withUniqueNames } from "../../sdk/src/export/order";
import { programOf } from "../../sdk/src/export/program";
import { Secrets } from "../../sdk/src/export/secrets";
import { definitions } from "../../sdk/src/provider";
import { stub } from "../../sdk/src/provider/stub";
import { thingDefinition } from "../engine/thing";

const imported = (object: ExportedObject) => {
  const { resources } = JSON.parse(importFileOf([object], (kind) => definitions.get(kind)!));
  expect(resources).toHaveLength(1);
  return resources[0];
};
const secretOf = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});

describe("the file for the import", () => {
  test("has an object as its program registers it: by its name, with values in the place of references, and its state", () => {
    const inputs = {
      workPool: new Reference("p", "pool"),
      tags: ["a", new Reference("x", "b")],
      name: undefined,
      path: undefined,
    };
    const resource = imported({ id: "d1", kind: "Deployment", name: "nightly", inputs, state: { flowId: "f1" } });
    const registered = { name: "nightly", workPool: "pool", tags: ["a", "b"], __provider: stub("Deployment") };
    expect(resource).toEqual({
      type: "pulumi-nodejs:dynamic/syntask:Deployment",
      name: "nightly",
      id: "d1",
      inputs: registered,
      outputs: { ...registered, flowId: "f1" },
    });
  });

  test("calls inputs what the state calls them, and names an object by the inputs that its kind is named by", () => {
    const inputs = { typeSlug: "json", schema: new Reference("s1", "s1"), data: {} };
    expect(imported({ id: "b", kind: "Block", name: "one", inputs, renamed: { schema: "schemaId" } }).inputs).toEqual({
      name: "one",
      typeSlug: "json",
      schemaId: "s1",
      data: {},
      __provider: stub("Block"),
    });
    const type = imported({
      id: "t",
      kind: "BlockType",
      name: "slug",
      namedBy: ["name", "slug"],
      inputs: { name: "Name" },
    });
    expect(type.inputs).toMatchObject({ name: "Name", slug: "slug" });
    const schema = imported({ id: "s", kind: "BlockSchema", name: "slug", namedBy: [], inputs: { blockType: "slug" } });
    expect(schema.inputs).not.toHaveProperty("name");
  });

  test("marks secrets as secret: whole inputs, and the fields of others one by one", () => {
    const value = new ConfiguredSecret("key", "hush");
    expect(imported({ id: "s", kind: "Secret", name: "one", inputs: { value } }).inputs.value).toEqual(
      secretOf("hush"),
    );
    const data = { url: new ConfiguredSecret("key", "hush"), nested: { a: null } };
    const block = imported({ id: "b", kind: "Block", name: "one", inputs: { typeSlug: "json", data } });
    expect(block.inputs.data).toEqual({ url: secretOf("hush"), nested: secretOf({ a: null }) });
    expect(block.outputs.data).toEqual(block.inputs.data);
    expect(block.inputs.typeSlug).toBe("json");
  });
});

describe("secrets of a program", () => {
  test("come from the config in the place of what the server masks, wherever it is, and nowhere else", () => {
    const secrets = new Secrets();
    const shown = { url: mask, plain: "text", list: [mask, 1], inner: { token: mask, none: null } };
    const clear = { url: "hush-1", plain: "text", list: ["hush-2", 1], inner: { token: { a: 1 }, none: null } };
    const replaced = secrets.replaceMasked(shown, clear, "json", "one") as Record<string, any>;
    expect(secrets.keys).toEqual(["jsonOneUrl", "jsonOneList0", "jsonOneInnerToken"]);
    expect(replaced.url).toEqual(new ConfiguredSecret("jsonOneUrl", "hush-1"));
    expect(replaced.list).toEqual([new ConfiguredSecret("jsonOneList0", "hush-2"), 1]);
    expect(replaced.inner).toEqual({ token: new ConfiguredSecret("jsonOneInnerToken", { a: 1 }), none: null });
    expect(replaced.plain).toBe("text");
    expect(secrets.replaceMasked(new Reference("a", mask), "x")).toBeInstanceOf(Reference);
  });

  test("are read as text or as JSON, and stand in no program", () => {
    const secrets = new Secrets();
    const inputs = { value: secrets.require("hush-text", "secret", "one") };
    const structured = { value: secrets.require({ password: "hush-json" }, "secret", "two") };
    const program = programOf(
      [
        { id: "1", kind: "Secret", name: "one", inputs },
        { id: "2", kind: "Secret", name: "two", inputs: structured },
      ],
      true,
    );
    expect(program.split("\n").filter(Boolean)).toEqual([
      'import * as pulumi from "@pulumi/pulumi";',
      'import * as syntask from "pulumi-syntask";',
      "const config = new pulumi.Config();",
      "// These were made by others: nothing is deleted as long as it is protected.",
      "const imported = { protect: true };",
      'new syntask.Secret("one", { value: config.requireSecret("secretOne") }, imported);',
      'new syntask.Secret("two", { value: config.requireSecretObject("secretTwo") }, imported);',
    ]);
  });
});

test("of an object's inputs those are written that mean something", () => {
  const definition = { ...thingDefinition(new Map()), defaults: { size: 3 }, nullable: ["token"] } as never;
  const inputs = { name: "a", size: 3, colour: null, token: null, paused: false, other: undefined };
  expect(meaningful(definition, inputs, { paused: false })).toEqual({ name: "a", token: null });
  expect(meaningful(definition, { ...inputs, size: 4, paused: true }, { paused: false })).toEqual({
    name: "a",
    size: 4,
    token: null,
    paused: true,
  });
  expect(meaningful(definition, { toString: "x" })).toEqual({ toString: "x" });
});

describe("the order of a program", () => {
  const object = (name: string, ...refersTo: string[]): ExportedObject => ({
    id: name,
    kind: "Automation",
    name,
    inputs: { actions: refersTo.map((id) => ({ automation: new Reference(id, id) })) },
  });
  const order = (...objects: ExportedObject[]) => inOrderOfReference(objects).map(({ name }) => name);

  test("puts what others refer to first, through several, and leaves the rest as it was", () => {
    expect(order(object("a", "b", "x"), object("b", "c"), object("c"), object("d"))).toEqual(["c", "b", "a", "d"]);
    expect(referencesIn([new ConfiguredSecret("k", "v"), null, { a: [new Reference("b", "b")] }, "text"])).toEqual([
      "b",
    ]);
  });

  test("names the third of one name too, past names that are taken, each kind for itself", () => {
    const named = (name: string, kind = "Variable"): ExportedObject => ({ id: name, kind, name, inputs: {} });
    const unique = withUniqueNames([named("a"), named("a-2"), named("a"), named("a"), named("a", "Flow")]);
    expect(unique.map(({ name, inputs }) => [name, inputs.name])).toEqual([
      ["a", undefined],
      ["a-2", undefined],
      ["a-3", "a"],
      ["a-4", "a"],
      ["a", undefined],
    ]);
  });
});

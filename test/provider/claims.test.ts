import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { declare } from "../support/mocks";

test("two resources of one object are refused with both names", async () => {
  await declare(() => {
    new syntask.Variable("a", { name: "same", value: 1 });
    const second = () => new syntask.Variable("b", { name: "same", value: 1 });
    expect(second).toThrow(pulumi.RunError);
    expect(second).toThrow(
      'variable "same" is declared by two resources of this program, "a" and "b"; take one away or give it another name',
    );
  });
  expect.assertions(2);
});

test("objects of other names, kinds and workspaces stand side by side", async () => {
  const all = await declare(
    () => {
      new syntask.Variable("a", { name: "same", value: 1 });
      new syntask.Variable("other", { value: 1 });
      new syntask.Flow("b", { name: "same" });
      new syntask.Variable("c", { name: "same", value: 1, connection: "other" });
    },
    { "syntask-other:apiUrl": "http://other.invalid" },
  );
  expect(all).toHaveLength(4);
});

test("objects whose names are known later stand side by side where these differ, at any depth", async () => {
  const fields = (title: string) => ({ title: pulumi.output(title), type: "object", properties: {} });
  const all = await declare(() => {
    for (const name of ["a", "b"]) {
      new syntask.Variable(name, { name: pulumi.output(`later_${name}`), value: 1 });
      new syntask.Flow(name, { name: Promise.resolve(`later-${name}`) });
      new syntask.BlockSchema(name, { blockType: "thing", fields: fields(name) });
    }
  });
  expect(all).toHaveLength(6);
});

test("an object is one whatever its names are made of", async () => {
  await declare(() => {
    const fields = { title: "T", type: "object", properties: { url: { type: "string" } } };
    new syntask.BlockSchema("a", { blockType: "thing", fields });
    const second = () => new syntask.BlockSchema("b", { blockType: "thing", fields: structuredClone(fields) });
    expect(second).toThrow(
      'block schema "thing non-versioned" is declared by two resources of this program, "a" and "b"',
    );
    expect(() => new syntask.BlockSchema("c", { blockType: "other", fields })).not.toThrow();
  });
  expect.assertions(2);
});

test("a typed block and a block of its type are one object", async () => {
  await declare(() => {
    new syntask.Secret("token", { value: "hush" });
    const other = () => new syntask.Block("other", { typeSlug: "secret", name: "token", data: { value: "hush" } });
    expect(other).toThrow('"token" and "other"');
  });
  expect.assertions(1);
});

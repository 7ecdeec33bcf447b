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

test("a typed block and a block of its type are one object", async () => {
  await declare(() => {
    new syntask.Secret("token", { value: "hush" });
    const other = () => new syntask.Block("other", { typeSlug: "secret", name: "token", data: { value: "hush" } });
    expect(other).toThrow('"token" and "other"');
  });
  expect.assertions(1);
});

import * as pulumi from "@pulumi/pulumi";
import { type Grantees, grantEach } from "../../sdk/src/cloud/grantees";
import { declare } from "../support/mocks";

class Account extends pulumi.CustomResource {
  declare readonly member: pulumi.Output<string>;

  constructor(name: string, opts?: pulumi.CustomResourceOptions) {
    super("test:index:Account", name, { member: undefined }, opts);
  }
}

class Grant extends pulumi.CustomResource {
  constructor(name: string, member: pulumi.Input<string>, opts: pulumi.CustomResourceOptions) {
    super("test:index:Grant", name, { member }, opts);
  }
}

const refuse = (reason: string): never => {
  throw new pulumi.RunError(reason);
};

/** The grants to what a program names, each with its former names. */
async function grantsOf(grantees: () => Grantees, settings: { textsHadPositions?: boolean } = {}) {
  const declared = await declare(
    () =>
      grantEach("flows-reader", grantees(), { property: "readers", refuse, ...settings }, (member, child) => {
        const { name, aliases } = child();
        return new Grant(name, member, { aliases });
      }),
    {},
    ({ type, name }) => (type === "test:index:Account" ? { member: `serviceAccount:${name}` } : {}),
  );
  const grants = declared.filter(({ type }) => type === "test:index:Grant");
  return Object.fromEntries(grants.map(({ name, inputs, formerNames }) => [name, [inputs.member, formerNames]]));
}

test("a grant to the output of a resource is named by the resource, wherever it stands", async () => {
  expect(await grantsOf(() => [new Account("a").member, new Account("b").member])).toEqual({
    "flows-reader-a": ["serviceAccount:a", ["flows-reader-0"]],
    "flows-reader-b": ["serviceAccount:b", ["flows-reader-1"]],
  });
  expect(Object.keys(await grantsOf(() => [new Account("b").member]))).toEqual(["flows-reader-b"]);
});

test("a grant to what is made of a resource's output is named by the resource too", async () => {
  const grants = await grantsOf(() => [new Account("a").member.apply((member) => member.toUpperCase())]);
  expect(Object.keys(grants)).toEqual(["flows-reader-a"]);
});

test("a grant to a resource that was renamed is renamed with it", async () => {
  const renamed = () => new Account("new", { aliases: [{ name: "old" }] });
  expect(await grantsOf(() => [renamed().member])).toEqual({
    "flows-reader-new": ["serviceAccount:new", ["flows-reader-0", "flows-reader-old"]],
  });
});

test("a grant to a text is named by the text, also where the text comes as an output", async () => {
  expect(await grantsOf(() => ["team:a", pulumi.output("team:b"), Promise.resolve("team:c")])).toEqual({
    "flows-reader-team-a": ["team:a", []],
    "flows-reader-team-b": ["team:b", ["flows-reader-1"]],
    "flows-reader-team-c": ["team:c", ["flows-reader-2"]],
  });
});

test("a grant to a text that another stack tells is named by the text, as that stack is nothing that is made", async () => {
  const exported = () => {
    const told = pulumi.output("team:d");
    const other = new pulumi.StackReference("other");
    return Object.assign(told, { resources: () => new Set([other]) });
  };
  expect(await grantsOf(() => [exported()])).toEqual({ "flows-reader-team-d": ["team:d", ["flows-reader-0"]] });
});

test("a grant to what is made of several resources is named by all of them, in one order", async () => {
  const both = (...names: string[]) => {
    const members = names.map((name) => new Account(name, { aliases: [{ name: `old-${name}` }] }).member);
    return [pulumi.all(members).apply((all) => [...all].sort().join("+"))];
  };
  const grants = { "flows-reader-a-b": ["serviceAccount:a+serviceAccount:b", ["flows-reader-0"]] };
  expect(await grantsOf(() => both("a", "b"))).toEqual(grants);
  expect(await grantsOf(() => both("b", "a"))).toEqual(grants);
});

test("a record's grant to a text that comes as an output has one former name, its position", async () => {
  expect(await grantsOf(() => ({ weekly: pulumi.output("team:b") }))).toEqual({
    "flows-reader-weekly": ["team:b", ["flows-reader-0"]],
  });
});

test("all that is made for a grantee is waited for, under names of its own", async () => {
  let made!: pulumi.Input<pulumi.Resource[]>[];
  const declared = await declare(() => {
    made = grantEach("flows", ["a"], { property: "readers", nameOf: (text) => `to-${text}`, refuse }, (_, child) =>
      ["", "-list"].map((ending) => new Account(child(ending).name)),
    );
  });
  expect(declared.map(({ name }) => name).sort()).toEqual(["flows-to-a", "flows-to-a-list"]);
  expect(made.flat().map((resource) => pulumi.resourceName(resource as pulumi.Resource))).toEqual([
    "flows-to-a",
    "flows-to-a-list",
  ]);
  await declare(() => {
    made = grantEach("flows", ["a"], { property: "readers", refuse }, (_, child) => new Account(child().name));
  });
  expect(made.flat()).toHaveLength(1);
});

test("grants to texts that were named by their position are known under it", async () => {
  expect(await grantsOf(() => ["a"], { textsHadPositions: true })).toEqual({
    "flows-reader-a": ["a", ["flows-reader-0"]],
  });
});

test("a record names its grants, which may have been in a list", async () => {
  expect(await grantsOf(() => ({ nightly: new Account("a").member, weekly: "team:b" }))).toEqual({
    "flows-reader-nightly": ["serviceAccount:a", ["flows-reader-a", "flows-reader-0"]],
    "flows-reader-weekly": ["team:b", ["flows-reader-team-b", "flows-reader-1"]],
  });
});

test("two entries that would have one name are refused, and a record serves", async () => {
  const twice = () => {
    const { member } = new Account("pair");
    return [member.apply((known) => `${known}/1`), member.apply((known) => `${known}/2`)];
  };
  await declare(() => {
    const create = () => new Account("grant");
    expect(() => grantEach("flows-reader", twice(), { property: "readers", refuse }, create)).toThrow(
      '`readers` has two entries that would both be called "pair"; write a record instead, whose keys name them',
    );
  });
  const record = () => {
    const [one, two] = twice();
    return { one: one!, two: two! };
  };
  expect(Object.keys(await grantsOf(record))).toEqual(["flows-reader-one", "flows-reader-two"]);
});

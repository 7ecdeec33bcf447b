import { define } from "../../sdk/src/engine/definition";
import {
  asWrittenBefore,
  changedInputs,
  changedSecrets,
  inputsOf,
  reportedInputs,
  separateUnknown,
} from "../../sdk/src/engine/properties";
import { containsUnknown, unknown } from "../../sdk/src/engine/unknown";

interface Inputs {
  name: string;
  value?: unknown;
  tags?: string[];
  paused?: boolean;
  adopt?: boolean;
  connection?: string;
}

const never = () => Promise.reject(new Error("not called"));
const definition = define<Inputs>({
  kind: "Thing",
  noun: "thing",
  label: ({ name }) => name ?? "",
  properties: ["name", "value", "tags", "paused"],
  replaceOnChanges: ["name"],
  naturalKey: ["name"],
  defaults: { tags: [] },
  nullable: ["value"],
  canonical: { tags: (tags) => [...tags].sort() },
  find: never,
  create: never,
  read: never,
  update: never,
  delete: never,
});

test("a value is unknown when anything inside it is", () => {
  expect(containsUnknown({ a: [{ b: unknown }] })).toBe(true);
  expect(containsUnknown({ a: [{ b: "04da6b54" }, null] })).toBe(false);
});

test("inputs are told apart from outputs and from the provider's own property", () => {
  expect(inputsOf(definition, { name: "a", adopt: true, created: "today", __provider: "text" })).toEqual({
    name: "a",
    adopt: true,
  });
});

test("inputs that are not known yet are kept from checks", () => {
  const { known, unknown: names } = separateUnknown({ name: "a", value: { nested: unknown } });
  expect(known).toEqual({ name: "a" });
  expect([...names]).toEqual(["value"]);
});

describe("what means the same keeps the writing of before", () => {
  const olds = { name: "a", tags: ["b", "a"], value: 1 };

  test.each([
    ["in another order", { name: "a", tags: ["a", "b"], value: 1 }, olds],
    ["beside what changes", { name: "a", tags: ["a", "b"], value: 2 }, { ...olds, value: 2 }],
    ["and nothing that is another value", { name: "b", tags: ["c"] }, { name: "b", tags: ["c"] }],
    ["and what is not known yet is left so", { ...olds, tags: [unknown] }, { ...olds, tags: [unknown] }],
  ])("%s", (_, news, expected) => {
    expect(asWrittenBefore(definition, olds, news)).toEqual(expected);
  });

  test("a default that is written out is none, and one that is no longer written out stays", () => {
    expect(asWrittenBefore(definition, { name: "a" }, { name: "a", tags: [] })).toEqual({ name: "a" });
    expect(asWrittenBefore(definition, { name: "a", tags: [] }, { name: "a" })).toEqual({ name: "a", tags: [] });
  });

  test("also in the parts of a value that mean the same, where the kind knows of such", () => {
    const writtenLike = { tags: (tags: string[], others: string[]) => [...others, `like ${tags}`] };
    const knowing = { ...definition, writtenLike };
    expect(asWrittenBefore(knowing, olds, { ...olds, tags: ["c"] })).toEqual({ ...olds, tags: ["b", "a", "like c"] });
    expect(asWrittenBefore(knowing, { name: "a" }, { name: "a", tags: ["c"] })).toEqual({ name: "a", tags: ["c"] });
    expect(reportedInputs(knowing, { tags: ["c"] }, olds)).toEqual({ ...olds, tags: ["b", "a", "like c"] });
  });

  test("and what is taken away is not there, not even as undefined", () => {
    const inputs = asWrittenBefore(definition, { ...olds, paused: true }, { name: "a", tags: undefined });
    expect(Object.keys(inputs)).toEqual(["name"]);
  });

  test("of what is new, and of what is not on the server, nothing is touched", () => {
    const news = { name: "a", tags: ["a", "b"] };
    expect(asWrittenBefore(definition, {}, news)).toEqual(news);
    expect(asWrittenBefore({ ...definition, connect: async () => undefined }, olds, news)).toEqual(news);
  });
});

describe("an input has changed", () => {
  test.each([
    ["when its value differs", { tags: ["a"] }, { tags: ["b"] }, ["tags"]],
    ["when it is not known yet", { tags: ["a"] }, { tags: [unknown] }, ["tags"]],
    ["when it is not known yet, be it in no form of its own", { value: unknown }, { value: unknown }, ["value"]],
    ["when it is left out and means its default", { tags: ["a"] }, {}, ["tags"]],
    ["when it is managed from now on", {}, { paused: false }, ["paused"]],
    ["when a value becomes null", { value: 1 }, { value: null }, ["value"]],
  ])("%s", (_, olds, news, changed) => {
    expect(changedInputs(definition, { name: "a", ...olds }, { name: "a", ...news })).toEqual(changed);
  });
});

describe("an input has not changed", () => {
  test.each([
    ["when only its writing differs", { tags: ["a", "b"] }, { tags: ["b", "a"] }],
    ["when it is left out and was its default", { tags: [] }, {}],
    ["when it is left to the server from now on", { paused: true }, {}],
    ["when only adopt or connection differ", {}, { adopt: true, connection: "prod" }],
    ["when only the order of keys differs", { value: { a: 1, b: 2 } }, { value: { b: 2, a: 1 } }],
  ])("%s", (_, olds, news) => {
    expect(changedInputs(definition, { name: "a", ...olds }, { name: "a", ...news })).toEqual([]);
  });
});

describe("a read reports", () => {
  test.each([
    [
      "the user's writing where the server means the same",
      { tags: ["a", "b"] },
      { tags: ["b", "a"] },
      { tags: ["b", "a"] },
    ],
    ["the server's value where it drifted", { tags: ["x"] }, { tags: ["a"] }, { tags: ["x"] }],
    ["nothing for an input that is left to the server", { paused: true }, {}, {}],
    ["nothing for an input left out that has its default", { tags: [] }, {}, {}],
    ["drift of an input left out that lost its default", { tags: ["x"] }, {}, { tags: ["x"] }],
    ["nothing where the server has no value any more", { paused: null }, { paused: true }, {}],
    ["null where null is a value", { value: null }, { value: 1 }, { value: null }],
    ["the user's value where the server does not show it", {}, { value: 1 }, { value: 1 }],
    ["adopt and connection as they were", {}, { adopt: true, connection: "prod" }, { adopt: true, connection: "prod" }],
  ])("%s", (_, observed, olds, reported) => {
    expect(reportedInputs(definition, observed, olds)).toEqual(reported);
  });
});

describe("secrets", () => {
  const secret = {
    ...definition,
    secrets: ["value"],
    secretFields: ["data"],
    properties: [...definition.properties, "data"],
  };

  test("that change are named without their values, of inputs with secret fields the fields alone", () => {
    const olds = { value: "hush-1", data: { same: "hush-2", changed: "hush-3", gone: "hush-4" } };
    const news = { value: "hush-5", data: { same: "hush-2", changed: "hush-6", added: "hush-7" } };
    expect(changedSecrets(secret, olds, news, ["name", "value", "data"])).toEqual([
      "value",
      "data.changed",
      "data.gone",
      "data.added",
    ]);
    expect(changedSecrets(secret, olds, news, ["name"])).toEqual([]);
    expect(changedSecrets(secret, {}, news, ["data"])).toEqual(["data.same", "data.changed", "data.added"]);
  });

  test("that drifted are reported as such, without the server's value", () => {
    const observed = { value: "hush-theirs", data: { same: "ours", changed: "hush-theirs", added: "hush-theirs" } };
    expect(reportedInputs(secret, observed, { value: "ours", data: { same: "ours", changed: "ours" } })).toEqual({
      value: "(secret, set on the server)",
      data: { same: "ours", changed: "(secret, set on the server)", added: "(secret, set on the server)" },
    });
    expect(reportedInputs(secret, observed, { data: undefined })).toEqual({});
  });

  test("that are as they were are reported as the user wrote them", () => {
    const olds = { value: "ours", data: { a: "ours" } };
    expect(reportedInputs(secret, olds, olds)).toEqual(olds);
  });
});

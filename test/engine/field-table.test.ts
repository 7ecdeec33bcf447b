import { CheckFailures } from "../../sdk/src/engine/check-failures";
import type { CheckContext } from "../../sdk/src/engine/definition";
import { flag, integer, json, map, number, oneOf, text, textSet } from "../../sdk/src/engine/field";
import { describe as definitionOf, observed, toWire, wirePath } from "../../sdk/src/engine/field-table";

const fields = {
  name: text({ naturalKey: true, replaceOnChanges: true, required: true }),
  description: text({ default: "" }),
  token: text({ secret: true }),
  data: map({ secretFields: true, replaceOnClearing: "cannot be emptied" }),
  value: json({ nullable: true }),
  limit: integer({ min: 1, default: null }),
  rate: number({ min: 0 }),
  strategy: oneOf("WAIT", "CANCEL", "FAIL")({ wire: "options.strategy", since: "3.0.3" }),
  timeout: integer({ wire: "options.timeout" }),
  tags: textSet({ default: [] }),
  paused: flag({ readFrom: "state.isPaused" }),
  made: text({ sent: "create" }),
  changed: text({ sent: "update" }),
  kept: text({ sent: "never" }),
  size: number({ toWire: (size) => size * 1000, fromWire: (size: number) => size / 1000 }),
  local: text({ wire: false }),
};

describe("what a table says of a kind", () => {
  const definition = definitionOf(fields);

  test("is said of the fields that have it", () => {
    expect(definition).toMatchObject({
      properties: Object.keys(fields),
      replaceOnChanges: ["name"],
      naturalKey: ["name"],
      secrets: ["token"],
      secretFields: ["data"],
      nullable: ["value"],
    });
    expect(definition.defaults).toEqual({ description: "", limit: null, tags: [] });
    expect(Object.keys(definition.canonical)).toEqual(["tags"]);
  });

  test("of versions is asked for what is given alone", () => {
    expect(definition.needs({ name: "a", strategy: "WAIT" })).toEqual([{ property: "strategy", since: "3.0.3" }]);
    expect(definition.needs({ name: "a" })).toEqual([]);
  });

  const cannotBeEmptied = [{ property: "data", reason: "cannot be emptied" }];
  test.each([
    ["is taken away", { data: { a: 1 } }, {}, cannotBeEmptied],
    ["is emptied", { data: { a: 1 } }, { data: {} }, cannotBeEmptied],
    ["changes", { data: { a: 1 } }, { data: { b: 1 } }, []],
    ["was empty", { data: {} }, {}, []],
    ["was none", {}, { data: {} }, []],
    ["becomes a text", { data: { a: 1 } }, { data: "" }, []],
    ["becomes null", { data: { a: 1 } }, { data: null }, []],
  ])("that cannot be emptied replaces where it does: one that %s", (_, olds, news, reasons) => {
    expect(definition.replaceBecause(olds, news)).toEqual(reasons);
  });
});

describe("a check", () => {
  const failuresOf = (inputs: object, ...unknown: string[]) => {
    const failures = new CheckFailures();
    const context = { isUnknown: (property: unknown) => unknown.includes(String(property)) };
    definitionOf(fields).check({ name: "a", ...inputs }, failures, context as CheckContext<any>);
    return failures.lines;
  };

  test.each([
    {},
    { limit: 1 },
    { limit: 1000, rate: 0 },
    { rate: 0.5 },
    { strategy: "FAIL" },
    { timeout: -5 },
    { size: -1.5 },
    { value: null },
  ])("finds nothing wrong with %j", (inputs) => {
    expect(failuresOf(inputs)).toEqual([]);
  });

  test.each([
    [{ limit: 0 }, "`limit` is 0; write a whole number from 1, or leave it out for no limit"],
    [{ limit: 1.5 }, "`limit` is 1.5; write a whole number from 1, or leave it out for no limit"],
    [{ rate: -0.5 }, "`rate` is -0.5; write a number from 0"],
    [{ timeout: 0.5 }, "`timeout` is 0.5; write a whole number"],
    [{ strategy: "wait" }, '`strategy` is "wait"; write "WAIT", "CANCEL" or "FAIL"'],
  ])("refuses %j", (inputs, line) => {
    expect(failuresOf(inputs)).toEqual([line]);
  });

  test("refuses what is missing, unless it is only not known yet", () => {
    expect(failuresOf({ name: undefined })).toEqual(["`name` is missing"]);
    expect(failuresOf({ name: undefined }, "name")).toEqual([]);
  });

  test("goes on with what the field itself checks", () => {
    const check = jest.fn();
    const failures = new CheckFailures();
    definitionOf({ name: text({ check }) }).check({ name: "a" }, failures, "context" as never);
    expect(check.mock.calls).toEqual([["name", "a", failures, "context"]]);
  });
});

describe("what is sent", () => {
  test("is what is given, and what is left out where it has a default, in the server's words and places", () => {
    const inputs = { name: "a", strategy: "WAIT", timeout: 5, size: 2, value: null, local: "x", kept: "x" };
    expect(toWire(fields, { ...inputs, made: "m", changed: "c" }, "create")).toEqual({
      name: "a",
      description: "",
      value: null,
      limit: null,
      options: { strategy: "WAIT", timeout: 5 },
      tags: [],
      made: "m",
      size: 2000,
    });
    expect(toWire(fields, { ...inputs, made: "m", changed: "c" }, "update")).toMatchObject({ changed: "c" });
    expect(toWire(fields, { ...inputs, made: "m" }, "update")).not.toHaveProperty("made");
  });

  test("has nothing of an input that is left to the server, and the default for one that is null", () => {
    expect(toWire({ token: fields.token, size: fields.size }, { token: null }, "create")).toEqual({});
    expect(toWire({ tags: fields.tags }, { tags: null }, "create")).toEqual({ tags: [] });
  });
});

describe("what the server has", () => {
  test("is read in the words of the fields", () => {
    const wire = {
      id: "1",
      created: "2026-01-01",
      name: "a",
      description: null,
      value: null,
      limit: 3,
      options: { strategy: "WAIT" },
      state: { isPaused: true },
      size: 2000,
      tags: ["b"],
      local: "x",
    };
    const { id, created, inputs, state } = observed(fields, wire, { made: "by the caller" });
    expect({ id, created, state }).toEqual({ id: "1", created: "2026-01-01", state: {} });
    expect(inputs).toEqual({
      name: "a",
      description: "",
      token: null,
      data: null,
      value: null,
      limit: 3,
      rate: null,
      strategy: "WAIT",
      timeout: null,
      tags: ["b"],
      paused: true,
      made: "by the caller",
      changed: null,
      kept: null,
      size: 2,
    });
  });

  test("may lack what holds a field", () => {
    expect(observed({ strategy: fields.strategy, paused: fields.paused }, { id: "1", options: null }).inputs).toEqual({
      strategy: null,
      paused: null,
    });
    expect(observed({ value: fields.value }, { id: "1" }).inputs).toEqual({ value: undefined });
  });
});

test.each([
  ["name", {}, ["name"]],
  ["parameterOpenApiSchema", {}, ["parameter_open_api_schema"]],
  ["strategy", { wire: "options.strategy" }, ["options", "strategy"]],
  ["local", { wire: false as const }, undefined],
])("the field %s with %j stands on the server at %j", (name, field, path) => {
  expect(wirePath(name, field)).toEqual(path);
});

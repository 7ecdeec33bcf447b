import { type ExportedObject, Reference } from "../../sdk/src/export/exported-object";
import { inOrderOfReference, withUniqueNames } from "../../sdk/src/export/order";
import { programOf } from "../../sdk/src/export/program";
import { Secrets } from "../../sdk/src/export/secrets";

const block = (id: string, refersTo: string): ExportedObject => ({
  id,
  kind: "Block",
  name: id,
  inputs: { typeSlug: "json", data: { value: new Reference(refersTo, { $ref: { block_document_id: refersTo } }) } },
});

/** The declarations of a program, without its head. */
const declarations = (objects: ExportedObject[]) =>
  programOf(inOrderOfReference(withUniqueNames(objects)), false)
    .split("\n")
    .slice(5)
    .filter(Boolean);

test("of blocks that refer to each other the first names the second by its id", () => {
  expect(declarations([block("chicken", "egg"), block("egg", "chicken")])).toEqual([
    'const egg = new syntask.Block("egg", {',
    '  typeSlug: "json",',
    '  data: { value: {"$ref":{"block_document_id":"chicken"}} },',
    "}, imported);",
    'new syntask.Block("chicken", { typeSlug: "json", data: { value: egg } }, imported);',
  ]);
});

test("an automation that pauses itself names itself by its id", () => {
  const actions = [{ type: "pause-automation", automation: new Reference("a1", "a1") }];
  expect(declarations([{ id: "a1", kind: "Automation", name: "stop", inputs: { actions } }])).toEqual([
    'new syntask.Automation("stop", { actions: [{ type: "pause-automation", automation: "a1" }] }, imported);',
  ]);
});

test("two objects of one kind and name are two resources, and both keep their name", () => {
  const variable = (id: string): ExportedObject => ({
    id,
    kind: "Automation",
    name: "twin",
    inputs: { enabled: false },
  });
  expect(declarations([variable("a"), variable("b")])).toEqual([
    'new syntask.Automation("twin", { enabled: false }, imported);',
    'new syntask.Automation("twin-2", { enabled: false, name: "twin" }, imported);',
  ]);
});

test.each(["private", "await", "exports", "imported", "config", "eval", "undefined"])(
  "a pool named %s is a constant of another name",
  (name) => {
    const pool: ExportedObject = { id: "p", kind: "WorkPool", name, inputs: { type: "process" } };
    const queue: ExportedObject = {
      id: "q",
      kind: "WorkQueue",
      name: "q",
      inputs: { workPool: new Reference("p", name) },
    };
    expect(declarations([pool, queue])).toEqual([
      `const ${name}WorkPool = new syntask.WorkPool("${name}", { type: "process" }, imported);`,
      `new syntask.WorkQueue("q", { workPool: ${name}WorkPool }, imported);`,
    ]);
  },
);

test("a key whose name is its value is written with both", () => {
  const value = { null: null, true: true, "5": 5, "a-b": 1 };
  expect(declarations([{ id: "v", kind: "Variable", name: "v", inputs: { value } }])).toEqual([
    'new syntask.Variable("v", { value: { "5": 5, null: null, true: true, "a-b": 1 } }, imported);',
  ]);
});

test("what is empty is written as such, and what is not given is left out", () => {
  const inputs = { value: { list: [], object: {}, none: undefined, null: null }, tags: undefined };
  expect(declarations([{ id: "v", kind: "Variable", name: "v", inputs }])).toEqual([
    'new syntask.Variable("v", { value: { list: [], object: {}, null: null } }, imported);',
  ]);
  expect(declarations([{ id: "f", kind: "Flow", name: "f", inputs: {} }])).toEqual([
    'new syntask.Flow("f", {}, imported);',
  ]);
});

test("what does not fit on a line is written on several, as far in as it is deep", () => {
  const long = (letter: string) => letter.repeat(40);
  const value = { [long("a")]: [long("b"), { [long("c")]: long("d") }], short: [1, 2] };
  expect(declarations([{ id: "v", kind: "Variable", name: "v", inputs: { value, tags: ["a"] } }])).toEqual([
    'new syntask.Variable("v", {',
    "  value: {",
    `    ${long("a")}: [`,
    `      "${long("b")}",`,
    "      {",
    `        ${long("c")}: "${long("d")}",`,
    "      },",
    "    ],",
    "    short: [1, 2],",
    "  },",
    '  tags: ["a"],',
    "}, imported);",
  ]);
});

test("a declaration of a hundred and ten characters is on one line, and a longer one is not", () => {
  const written = (length: number) =>
    declarations([{ id: "p", kind: "WorkPool", name: "pool", inputs: { description: "x".repeat(length) } }]);
  expect(written(50).map(({ length }) => length)).toEqual([110]);
  expect(written(51)).toHaveLength(3);
});

test("secrets whose names differ in dashes alone have a key each", () => {
  const secrets = new Secrets();
  secrets.require("one", "secret", "db-1", "value");
  secrets.require("two", "secret", "db1", "value");
  expect(secrets.keys).toEqual(["secretDb1Value", "secretDb1Value_2"]);
});

import { docstringLiteral, PythonModule } from "../../sdk/src/python/module";
import { Syntax } from "../../sdk/src/python/syntax";

/** What the names of a module stand for, imports by their full names. */
const namesOf = (source: string) =>
  Object.fromEntries(
    [...new PythonModule(source).bindings].map(([name, binding]) => [
      name,
      "syntax" in binding
        ? `${binding.kind} ${binding.syntax.text.split("\n")[0]}`
        : (binding as { name: string }).name,
    ]),
  );

test.each<[string, Record<string, string>]>([
  ["import a", { a: "a" }],
  ["import a.b", { a: "a" }],
  ["import a.b as c, d", { c: "a.b", d: "d" }],
  ["from a.b import c", { c: "a.b.c" }],
  ["from a import b as c, d", { c: "a.b", d: "a.d" }],
  ["from a import (\n  b,  # one\n  c as d,\n)", { b: "a.b", d: "a.c" }],
  ["from a import b, \\\n    c", { b: "a.b", c: "a.c" }],
  ["from .a import b", { b: ".a.b" }],
  ["import asyncio", { asyncio: "asyncio" }],
  ["A = 1", { A: "value 1" }],
  ["A: int = 1", { A: "value 1" }],
  ["A = B = 1", { A: "value 1", B: "value 1" }],
  ["A, B = 1, 2", { A: "value A, B = 1, 2", B: "value A, B = 1, 2" }],
  ["A = B, C = 1, 2", { A: "value A = B, C = 1, 2", B: "value A = B, C = 1, 2", C: "value A = B, C = 1, 2" }],
  ["A = 1, 2", { A: "value A = 1, 2" }],
  ["A = (1, 2)", { A: "value (1, 2)" }],
  ["a.A = 1", {}],
  ["A = B", { A: "value B" }],
  ["A: int", {}],
  ["def a(): pass", { a: "function def a(): pass" }],
  ["async def a(): pass", { a: "function async def a(): pass" }],
  ["class A: pass", { A: "class class A: pass" }],
  ["@x\n@y\ndef a(): pass", { a: "function def a(): pass" }],
  ["@x\nclass A: pass", { A: "class class A: pass" }],
  ["A = 1; B = 2", { A: "value 1", B: "value 2" }],
  ["if x:\n  A = 1\nelse:\n  B = 2", { A: "value 1", B: "value 2" }],
  ["try:\n  import a\nexcept ImportError:\n  a = None", { a: "value None" }],
  ["with x:\n  A = 1", { A: "value 1" }],
  ["for x in y:\n  A = 1", { A: "value 1" }],
  ["def a():\n  A = 1", { a: "function def a():" }],
  ["A = 1\nA = 2", { A: "value 2" }],
])("%j names %j", (source, names) => {
  expect(namesOf(source)).toEqual(names);
});

test("decorators belong to what they stand before", () => {
  const binding = new PythonModule("@x\n@y.z(1)\ndef a(): pass\n").bindings.get("a");
  expect(binding).toMatchObject({ kind: "function" });
  expect((binding as { decorators: Syntax[] }).decorators.map(({ text }) => text.trim())).toEqual(["@x", "@y.z(1)"]);
});

test.each([
  ["from a import *", true],
  ["from a import b", false],
])("whether %j has names that cannot be listed: %s", (source, expected) => {
  expect(new PythonModule(source).importsEverything).toBe(expected);
});

describe("the full name of an expression", () => {
  const module = new PythonModule("import prefect as p\nfrom typing import List\nA = 1\ndef f(): pass\n");
  const fullName = (expression: string) => module.fullName(Syntax.parse(expression).children[0]!.children[0]!);

  test.each([
    ["p.flow", "prefect.flow"],
    ["p . flow", "prefect.flow"],
    ["List", "typing.List"],
    ["int", "builtins.int"],
    ["str.join", "builtins.str.join"],
    ["_x1", "builtins._x1"],
  ])("%s is %s", (expression, name) => {
    expect(fullName(expression)).toBe(name);
  });

  test.each(["A", "f", "f.name", "List[int]", "p.flow()", "g().flow", "'p.flow'", "1"])(
    "%s has none, as it is no name of another module",
    (expression) => {
      expect(fullName(expression)).toBeUndefined();
    },
  );
});

test.each([
  ['def f():\n  """Text."""\n  return 1', '"""Text."""'],
  ["class C:\n  'Text.'", "'Text.'"],
  ["def f(): 'Text.'", "'Text.'"],
  ["def f():\n  # a note\n  'Text.'", "'Text.'"],
  ["def f():\n  return 'text'", undefined],
  ["def f():\n  x = 1\n  'text'", undefined],
  ["def f():\n  f'{x}'", undefined],
  ["def f():\n  text", undefined],
])("the docstring of %j is %j", (source, literal) => {
  expect(docstringLiteral(Syntax.parse(source).children[0]!)).toBe(literal);
});

import { unknown } from "../../sdk/src/engine/unknown";
import { changeOf, changesWithin } from "../../sdk/src/plugin/detailed-diff";

test("a part that changes is named alone, by its way from the input", () => {
  const old = { rules: [{ cron: "a", zone: "x" }, { cron: "b" }], same: [1] };
  const value = { rules: [{ cron: "a", zone: "y" }, { cron: "b" }], same: [1] };
  expect(changesWithin("settings", old, value)).toEqual([["settings.rules[0].zone", "UPDATE"]]);
});

test.each([
  ["a whole input that comes", undefined, "a", [["input", "ADD"]]],
  ["a whole input that goes", ["a"], undefined, [["input", "DELETE"]]],
  ["an item more", ["a"], ["a", "b"], [["input[1]", "ADD"]]],
  ["an item less", ["a", "b"], ["a"], [["input[1]", "DELETE"]]],
  [
    "a key that comes and one that goes",
    { a: 1 },
    { b: 1 },
    [
      ["input.a", "DELETE"],
      ["input.b", "ADD"],
    ],
  ],
  ["a null that gets a value", { a: null }, { a: 1 }, [["input.a", "UPDATE"]]],
  ["a list in the place of an object", { a: 1 }, [1], [["input", "UPDATE"]]],
  ["an object in the place of text", "a", { a: 1 }, [["input", "UPDATE"]]],
  [
    "a list whose items are all others",
    ["a", "b"],
    ["c", "d"],
    [
      ["input[0]", "UPDATE"],
      ["input[1]", "UPDATE"],
    ],
  ],
  ["an empty list in the place of a full one", ["a"], [], [["input[0]", "DELETE"]]],
])("%s", (_, old, value, changes) => {
  expect(changesWithin("input", old, value)).toEqual(changes);
});

test.each([
  ["with a dot", "a.b", 'input["a.b"]'],
  ["with a bracket", "a[0]", 'input["a[0]"]'],
  ["with a space", "a b", 'input["a b"]'],
  ["with a dash", "a-b", 'input["a-b"]'],
  ["with a quote", 'a"b', 'input["a\\"b"]'],
  ["with a backslash", "a\\b", 'input["a\\b"]'],
  ["with a line's end", "a\nb", 'input["a\nb"]'],
  ["that is a number", "0", 'input["0"]'],
  ["that is empty", "", 'input[""]'],
  ["of letters, digits, _ and $", "_a$1", "input._a$1"],
])("a key %s is written as the engine reads it", (_, key, path) => {
  expect(changesWithin("input", { [key]: 1 }, { [key]: 2 })).toEqual([[path, "UPDATE"]]);
});

test("a key that ends with a backslash cannot be written: what holds it is named", () => {
  expect(changesWithin("input", { in: { "a\\": 1, b: 1 } }, { in: { "a\\": 1, b: 2 } })).toEqual([
    ["input.in", "UPDATE"],
  ]);
});

test("what is not known yet may change, whatever it was", () => {
  expect(changesWithin("input", { a: 1, b: 2 }, { a: unknown, b: 2 })).toEqual([["input.a", "UPDATE"]]);
  expect(changesWithin("input", undefined, unknown)).toEqual([["input", "ADD"]]);
  expect(changesWithin("input", [unknown], [unknown])).toEqual([["input[0]", "UPDATE"]]);
});

test("an input that changes to its kind and not as it is written is named as a whole", () => {
  expect(changesWithin("digest", "same", "same")).toEqual([["digest", "UPDATE"]]);
});

test("of an input as a whole it is told whether it comes, goes or is another one", () => {
  expect([changeOf(undefined, "a"), changeOf("a", undefined), changeOf("a", "b")]).toEqual(["ADD", "DELETE", "UPDATE"]);
});

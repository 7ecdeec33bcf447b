import { CheckFailures } from "../../sdk/src/engine/check-failures";
import { oneLine } from "../../sdk/src/engine/errors";
import { Run } from "../../sdk/src/engine/run";
import { changeText, eitherOf, firstOf, listOfNames, valueText } from "../../sdk/src/engine/value-text";
import { thingDefinition } from "./thing";

test("whatever was thrown is one line", () => {
  expect(oneLine(new Error("first\n   second\n"))).toBe("first second");
  expect(oneLine("text")).toBe("text");
  expect(oneLine(undefined)).toBe("undefined");
});

test("of several texts the first are shown, and the others counted", () => {
  expect(firstOf(["a", "b"], 2)).toBe("a, b");
  expect(firstOf(["a", "b", "c", "d"], 2)).toBe("a, b and 2 more");
});

test("a failure names the input, or the resource as a whole", () => {
  const failures = new CheckFailures();
  failures.add("schedules[0].cron", "is missing");
  failures.add(undefined, "is too much");
  expect(failures.lines).toEqual(["`schedules[0].cron` is missing", "is too much"]);
});

test("a line is news once in a run", () => {
  const run = new Run();
  expect([run.isNews("a"), run.isNews("b"), run.isNews("a"), new Run().isNews("a")]).toEqual([true, true, false, true]);
});

test.each([
  [undefined, "none"],
  [null, "none"],
  ["", '""'],
  ["text", "text"],
  [0, "0"],
  [false, "false"],
  [["a", ["b"]], "[a, [b]]"],
  [{}, "{}"],
  [{ a: 1, b: { c: null } }, "{ a: 1, b: { c: none } }"],
  ["x".repeat(60), "x".repeat(60)],
  ["x".repeat(61), `${"x".repeat(60)}…`],
])("the value %j is written %s", (value, text) => {
  expect(valueText(value)).toBe(text);
});

test("a change is told with its values, unless they or their fields are secret", () => {
  const definition = { ...thingDefinition(new Map()), secretFields: ["data"] };
  const olds = { size: 1, token: "hush-old", data: { a: "hush-old" } };
  const news = { size: 2, token: "hush-new", data: { a: "hush-new" } };
  expect(changeText(definition, olds, news, ["size", "token", "data"])).toBe(
    "size 1 → 2; token (secret); data (secret)",
  );
  expect(changeText(definition, olds, news, [])).toBe("");
});

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a or b"],
  [["a", "b", "c"], "a, b or c"],
])("of %j one is meant: %j", (texts, sentence) => {
  expect(eitherOf(texts)).toBe(sentence);
});

test("names of objects are quoted and in order, and of many five are named", () => {
  const named = (...names: string[]) => listOfNames(names.map((name) => ({ name })));
  expect(named("b", "a")).toBe('"a", "b"');
  expect(named("e", "d", "c", "b", "a")).toBe('"a", "b", "c", "d", "e"');
  expect(named("g", "f", "e", "d", "c", "b", "a")).toBe('"a", "b", "c", "d", "e" and 2 more');
});

test("several changes are told one after the other", () => {
  const definition = thingDefinition(new Map());
  expect(changeText(definition, { size: 1, colour: "red" }, { size: 2 }, ["size", "colour"])).toBe(
    "size 1 → 2; colour red → none",
  );
});

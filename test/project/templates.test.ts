import { type Placeholder, placeholdersIn, targetOf, visitPlaceholders } from "../../sdk/src/checks/placeholders";
import { replaced, valueAt } from "../../sdk/src/project/templates";

const withValues = (values: Record<string, string>, text: string) => replaced(text, ({ name }) => values[name]);

test.each(["$$", "$&", "$1", "$`", "a$$b$&c"])("a value with %s arrives as it is", (password) => {
  expect(withValues({ $PASSWORD: password }, "postgres://me:{{ $PASSWORD }}@host")).toBe(
    `postgres://me:${password}@host`,
  );
});

test("a value that looks like a placeholder is not replaced again", () => {
  expect(withValues({ one: "{{ two }}", two: "2" }, "{{ one }} and {{ two }}")).toBe("{{ two }} and 2");
});

test.each(["constructor", "toString", "__proto__", "list.constructor"])("nothing is found under %s", (name) => {
  expect(valueAt({ list: {} }, name)).toBeUndefined();
});

test("own values of such a name are found", () => {
  expect(valueAt(JSON.parse('{ "__proto__": { "constructor": 1 } }'), "__proto__.constructor")).toBe(1);
});

test.each<[string, string, Placeholder["kind"], string]>([
  ["{{ syntask.blocks.secret.token }}", "syntask.blocks.secret.token", "block", "syntask.blocks.secret.token"],
  ["{{prefect.blocks.secret.token}}", "prefect.blocks.secret.token", "block", "prefect.blocks.secret.token"],
  ["{{ syntask.variables.size }}", "syntask.variables.size", "variable", "size"],
  ["{{  prefect.variables.size }}", "prefect.variables.size", "variable", "size"],
  ["{{ $HOME }}", "$HOME", "environment", "HOME"],
  ["{{ push.list[0].name }}", "push.list[0].name", "output", "push.list[0].name"],
  ["{{ other.syntask.blocks.a }}", "other.syntask.blocks.a", "output", "other.syntask.blocks.a"],
  ["{{ syntask.variablesof }}", "syntask.variablesof", "output", "syntask.variablesof"],
  ["{{ a$b }}", "a$b", "output", "a$b"],
  ["{{ my-step.x }}", "my-step.x", "output", "my-step.x"],
])("%s asks for %s, which is of the kind %s", (text, name, kind, target) => {
  const found = { text, name, kind };
  expect(placeholdersIn(`a ${text} b`)).toEqual([found]);
  expect(targetOf(found)).toBe(target);
});

test.each(["{ a }", "{{ }}", "{{ a b }}", "{{ a + b }}", "{{ a }"])("%s is no placeholder", (text) => {
  expect(placeholdersIn(text)).toEqual([]);
});

test("placeholders are replaced at any depth, each with its place; the whole text by the value as it is", () => {
  const places: (readonly (string | number)[])[] = [];
  const value = { a: "{{ list }}", b: [1, null, true, "x {{ list }} {{ size }} {{ none }}"], c: { d: "{{ none }}" } };
  const filled = replaced(value, ({ name }, path) => {
    places.push(path);
    return { list: [1, { x: null }], size: 3 }[name];
  });
  expect(filled).toEqual({
    a: [1, { x: null }],
    b: [1, null, true, 'x [1,{"x":null}] 3 {{ none }}'],
    c: { d: "{{ none }}" },
  });
  expect(places).toEqual([["a"], ["b", 3], ["b", 3], ["b", 3], ["c", "d"]]);
});

test("every placeholder is visited with its text and its place", () => {
  const visited: unknown[] = [];
  const value = { a: "x {{ one }}{{ two }}", b: [null, 1, { c: "{{ three }}" }], d: null, e: "none" };
  visitPlaceholders(value, ({ name }, text, path) => void visited.push([name, text, path]));
  expect(visited).toEqual([
    ["one", "x {{ one }}{{ two }}", ["a"]],
    ["two", "x {{ one }}{{ two }}", ["a"]],
    ["three", "{{ three }}", ["b", 2, "c"]],
  ]);
});

test.each<[string, unknown]>([
  ["push", { list: [{ name: "a" }, "b"], size: null }],
  ["push.list[0].name", "a"],
  ["push.list[1]", "b"],
  ["push.list.0.name", "a"],
  ["push.list[2]", undefined],
  ["push.size", null],
  ["push.size.of", undefined],
  ["push.list[1].length", undefined],
  ["none.list", undefined],
])("under %s stands %j", (path, expected) => {
  expect(valueAt({ push: { list: [{ name: "a" }, "b"], size: null } }, path)).toEqual(expected);
});

test("nothing stands under a path of what is not there", () => {
  expect(valueAt(undefined, "a")).toBeUndefined();
});

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

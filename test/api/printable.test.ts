import { printable } from "../../sdk/src/api/printable";

test.each([
  ["clears the screen", "\u001b[2J", "\\u001b[2J"],
  ["goes back to the start of the line", "safe\rforged", "safe\\u000dforged"],
  ["ends the line", "one\ntwo", "one\\u000atwo"],
  ["steers with one byte", "\u009b2J", "\\u009b2J"],
  ["rings", "\u0007", "\\u0007"],
  ["turns the direction", "abc\u202ecba", "abc\\u202ecba"],
])("what %s is printed as its escape", (_, text, printed) => {
  expect(printable(text)).toBe(printed);
});

test("any other text is printed as it is", () => {
  expect(printable("Über „naïve“ 東京 👩‍💻 \\ \"'")).toBe("Über „naïve“ 東京 👩‍💻 \\ \"'");
});

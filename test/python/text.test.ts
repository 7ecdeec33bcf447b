import { cleanDocstring, parameterDescriptions, textOf } from "../../sdk/src/python/text";

test.each<[string, string | undefined]>([
  ["'a'", "a"],
  ['"a"', "a"],
  ["''", ""],
  ["'''a\n'b' \"c\"'''", "a\n'b' \"c\""],
  ['"""a"""', "a"],
  ['u"a"', "a"],
  ["b'a'", "a"],
  ["'a\\'b\\\"c\\\\d'", "a'b\"c\\d"],
  ["'\\a\\b\\f\\n\\r\\t\\v'", "\x07\b\f\n\r\t\v"],
  ["'a\\\nb'", "ab"],
  ["'\\x41\\u00e4\\U0001F600\\101\\0'", "Aä\u{1F600}A\0"],
  ["'\\1012'", "A2"],
  ["'\\q\\x4'", "\\q\\x4"],
  ["r'a\\nb'", "a\\nb"],
  ["R'a\\nb'", "a\\nb"],
  ["f'a'", "a"],
  ["F'{{a}} {{'", "{a} {"],
  ["rf'{{a}}\\n'", "{a}\\n"],
  ["f'{a}'", undefined],
  ["f'{{{a}}}'", undefined],
])("the value of %s is %j", (literal, value) => {
  expect(textOf(literal)).toBe(value);
});

test.each([
  ["One line.", "One line."],
  ["  One line.  ", "One line.  "],
  ["First.\n    Second.\n      Third.\n    ", "First.\nSecond.\n  Third."],
  ["\n\n    First.\n\n    Second.\n    \n", "First.\n\nSecond."],
  ["First.\n\tSecond.\n\t\tThird.", "First.\nSecond.\n        Third."],
  ["First.\n  \n    Second.", "First.\n\nSecond."],
  ["First.\nSecond.\n  Third.", "First.\nSecond.\n  Third."],
  ["  \n  ", ""],
  ["", ""],
])("the docstring %j is cleaned to %j", (text, clean) => {
  expect(cleanDocstring(text)).toBe(clean);
});

describe("a docstring's parameters", () => {
  const described = (...lines: string[]) => Object.fromEntries(parameterDescriptions(lines.join("\n")));

  test.each(["Args:", "args:", "Arguments:", "Params:", "Parameters:", "Args: of the run"])(
    "stand below %s",
    (head) => {
      expect(described("Moves data.", "", head, "    day: When.", "    size (int): How much.")).toEqual({
        day: "When.",
        size: "How much.",
      });
    },
  );

  test.each([
    ["Arg:", "    day: When."],
    ["My Args:", "    day: When."],
    ["Args", "    day: When."],
    ["Args:text", "    day: When."],
    ["Args:", "day: When."],
    ["Args:"],
  ])("do not stand below %j", (...lines) => {
    expect(described(...lines)).toEqual({});
  });

  test("stand below a head that follows an empty line, or is the first", () => {
    expect(described("Args:", "    day: When.")).toEqual({ day: "When." });
    expect(described("Moves data.", "Args:", "    day: When.")).toEqual({});
    expect(described("Moves data.", "  ", "Args:", "    day: When.")).toEqual({ day: "When." });
  });

  test("go on in deeper lines, and end where the indentation does", () => {
    expect(
      described(
        "Args:",
        "    day: When.",
        "        Or later.",
        "          Or never.",
        "",
        "    size: How much.",
        "Returns:",
        "    rows: All.",
      ),
    ).toEqual({ day: "When.\nOr later.\n  Or never.", size: "How much." });
  });

  test("keep colons, lose the spaces before and the lines after, and may say nothing", () => {
    expect(described("Args:", "    day:   At 6:00.", "", "    size:", "    a note without a name")).toEqual({
      day: "At 6:00.",
      size: "",
    });
  });

  test("are those of the last such section", () => {
    expect(described("Args:", "    day: When.", "", "Parameters:", "    size: How much.")).toEqual({
      size: "How much.",
    });
  });
});

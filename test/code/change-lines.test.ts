import { changeLines } from "../../sdk/src/code/change-lines";

test("new, changed and gone files stand in the order of their paths, with their numbers", () => {
  expect(changeLines({ added: ["b.py"], changed: ["c.py", "a.py"], gone: ["d.py"] })).toBe(
    "1 new, 2 changed, 1 gone:\n    ~ a.py\n    + b.py\n    ~ c.py\n    - d.py",
  );
});

test("what does not happen is not counted", () => {
  expect(changeLines({ added: ["b.py"], changed: [], gone: [] })).toBe("1 new:\n    + b.py");
});

test("of many files forty are named", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `${1000 + index}.py`);
  expect(
    changeLines({ added: [], changed: [], gone: many(40) })
      .split("\n")
      .at(-1),
  ).toBe("    - 1039.py");
  expect(
    changeLines({ added: [], changed: [], gone: many(42) })
      .split("\n")
      .slice(-2),
  ).toEqual(["    - 1039.py", "    … and 2 more"]);
});

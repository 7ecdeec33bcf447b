import { changesBetween } from "../../sdk/src/code/manifest";

const empty = {};

test("a file is added, changed or gone by its path and hash", () => {
  const before = { "same.py": "1", "edited.py": "1", "gone.py": "1" };
  const after = { "same.py": "1", "edited.py": "2", "new.py": "1" };
  expect(changesBetween(before, after)).toEqual({ added: ["new.py"], changed: ["edited.py"], gone: ["gone.py"] });
});

test.each(["constructor", "toString", "hasOwnProperty"])(
  "a file named %s is there only where somebody put it",
  (path) => {
    expect(changesBetween(empty, { [path]: "1" })).toEqual({ added: [path], changed: [], gone: [] });
    expect(changesBetween({ [path]: "1" }, empty)).toEqual({ added: [], changed: [], gone: [path] });
  },
);

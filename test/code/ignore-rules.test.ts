import { IgnoreRules } from "../../sdk/src/code/ignore-rules";
import vectors from "./ignore-vectors.json";

const lines = (text: string) => text.split(/\r?\n/);

test.each(vectors.cases.filter(({ uploaded }) => uploaded))(
  "$name: what is uploaded is what pathspec says",
  ({ ignore, uploaded }) => {
    const rules = new IgnoreRules(lines(ignore));
    expect(vectors.files.filter((path) => !rules.ignores(path)).sort()).toEqual([...uploaded!].sort());
  },
);

test.each(vectors.cases.filter(({ uploaded }) => !uploaded))(
  "$name: is refused as pathspec refuses it",
  ({ ignore }) => {
    expect(() => new IgnoreRules(lines(ignore))).toThrow(/^line \d+, ".*", ends in a single backslash$/);
  },
);

test("a folder is left unread only when nothing below it can come back", () => {
  expect(new IgnoreRules(["venv/"]).ignoresAllBelow("a/venv")).toBe(true);
  expect(new IgnoreRules(["/a/**"]).ignoresAllBelow("a")).toBe(true);
  expect(new IgnoreRules(["a/*"]).ignoresAllBelow("a")).toBe(false);
  expect(new IgnoreRules(["*.pyc"]).ignoresAllBelow("a")).toBe(false);
  expect(new IgnoreRules(["build/", "!build/keep.txt"]).ignoresAllBelow("build")).toBe(false);
});

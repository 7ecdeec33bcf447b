import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dialectOf } from "../../sdk/src/api/dialect";
import { ProjectFile, refuseOtherDialect } from "../../sdk/src/project/project-file";

const contentOf = (yaml: string) => new ProjectFile("syntask.yaml", yaml).content;

test.each([
  ["yes", true],
  ["no", false],
  ["on", true],
  ["off", false],
  ["true", true],
  ["y", "y"],
  ["n", "n"],
  ["Y", "Y"],
  ["N", "N"],
  ["2026-01-01", "2026-01-01"],
  ["2026-01-01T06:00:00Z", "2026-01-01T06:00:00Z"],
  ["~", null],
  ["'yes'", "yes"],
])("%s is read as PyYAML reads it", (written, value) => {
  expect(contentOf(`a: ${written}\n`)).toEqual({ a: value });
});

test("what is not YAML is refused with line and column", () => {
  expect(() => contentOf("a: 1\nb: [\n")).toThrow(/^syntask\.yaml:3:1: /);
});

test("a number that cannot be held here is refused where it stands, with every other", () => {
  expect(() => contentOf("a: 1105812345678901234\nb: [.inf]\n")).toThrow(
    new Error(
      "syntask.yaml:1:4: 1105812345678901234 has more digits than a number can hold here; write it in quotes\n" +
        "syntask.yaml:2:5: .inf is no number that JSON has; write it in quotes, or a number",
    ),
  );
});

test("a second document is refused where it begins", () => {
  expect(() => contentOf("a: 1\n---\nb: 1\n")).toThrow(
    new Error("syntask.yaml:2:1: a second document begins here; a project file is one"),
  );
});

test("a placeholder without quotes is refused where it stands", () => {
  expect(() => contentOf("image: {{ build.image }}\n")).toThrow(
    new Error("syntask.yaml:1:9: a placeholder has to be in quotes: '{{ … }}'"),
  );
});

test("of a key that is there twice the last counts, and is warned of", () => {
  const file = new ProjectFile("syntask.yaml", "a: 1\nb: { c: 1, c: 2 }\na: 3\n");
  expect(file.content).toEqual({ a: 3, b: { c: 2 } });
  expect(file.warnings).toEqual([
    "syntask.yaml:3:1: `a` is there twice; the last one counts",
    "syntask.yaml:2:12: `c` is there twice; the last one counts",
  ]);
  expect(file.place(["a"])).toBe("syntask.yaml:3:1");
});

test("an anchor may be used as often as there are deployments", () => {
  const uses = "  - { work_pool: *pool }\n".repeat(120);
  expect(contentOf(`pool: &pool { name: etl }\nlist:\n${uses}`).list).toHaveLength(120);
});

test.each(["- a\n", "text\n", "", "null\n"])("%j is no project file", (yaml) => {
  expect(() => contentOf(yaml)).toThrow(
    "syntask.yaml:1:1: the file is not a mapping; write `deployments:` with a list below it",
  );
});

describe("a part stands", () => {
  const file = new ProjectFile("syntask.yaml", "x: &x\n  a: 1\nb:\n  - c: 2\n    d: *x\n");

  test.each<[(string | number)[], string]>([
    [["b"], "3:1"],
    [["b", 0], "4:5"],
    [["b", 0, "c"], "4:5"],
    [["b", 0, "d"], "5:5"],
    [["b", 0, "d", "a"], "5:5"],
    [["b", 0, "missing"], "4:5"],
    [["b", 7, "c"], "3:1"],
  ])("%j at %s", (path, place) => {
    expect(file.place(path)).toBe(`syntask.yaml:${place}`);
  });

  test("in the file, when nothing of it is there", () => {
    expect(file.place(["missing"])).toBe("syntask.yaml");
    expect(file.place([])).toBe("syntask.yaml");
  });
});

describe("in a folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-files-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const check = () => refuseOtherDialect(folder, dialectOf("syntask"));

  test("a file that is not there, or is a folder, is refused by its name", () => {
    const path = join(folder, "syntask.yaml");
    expect(() => ProjectFile.read(path, "syntask.yaml")).toThrow(
      `${path} is not there; \`folder\` is the folder with syntask.yaml`,
    );
    expect(() => ProjectFile.read(folder, "syntask.yaml")).toThrow(
      /EISDIR.*; `folder` is the folder with syntask.yaml$/,
    );
  });

  test("the file of the other dialect alone is refused, and no other", () => {
    expect(check).not.toThrow();
    writeFileSync(join(folder, "prefect.yaml"), "");
    expect(check).toThrow("has prefect.yaml and no syntask.yaml; run `pulumi config set syntask:dialect prefect`");
    writeFileSync(join(folder, "syntask.yaml"), "");
    expect(check).not.toThrow();
  });
});

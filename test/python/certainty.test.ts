import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { flowInCode, lookAtEntrypoint } from "../../sdk/src/python/entrypoint-flow";
import { readFlow } from "../../sdk/src/python/flow";
import { declare } from "../support/mocks";

/** The name that is read for a flow, of a file with something before and after it. */
const nameOf = (before: string, name = "NAME", after = "") =>
  readFlow(`from syntask import flow\n${before}\n@flow(name=${name})\ndef main(): pass\n${after}\n`, "main", "etl.py")
    ?.name;

test.each([
  ['NAME = "a"', "a"],
  ['NAME = "b"\nNAME = "a"', "a"],
  ['if x:\n    NAME = "b"\nNAME = "a"', "a"],
  ['NAME: str = "a"', "a"],
  ['with x:\n    NAME = "a"', "a"],
  ['BASE = "a"\nNAME = BASE\nBASE = "b"', "a"],
  ['class Names:\n    NAME = "a"\nNAME = Names.NAME', "a"],
])("%j names the flow %s", (before, name) => {
  expect(nameOf(before)).toBe(name);
});

test("what is set after the decorator does not count", () => {
  expect(nameOf('NAME = "a"', "NAME", 'NAME = "b"')).toBe("a");
  expect(nameOf("", "NAME", 'NAME = "b"')).toBeUndefined();
});

test("what only stands in the script's own part does not count", () => {
  expect(nameOf('NAME = "a"\nif __name__ == "__main__":\n    NAME = "b"')).toBe("a");
});

test.each([
  ['NAME = "a"\nif x:\n    NAME = "b"'],
  ['if x:\n    NAME = "a"\nelse:\n    NAME = "b"'],
  ['try:\n    NAME = "a"\nexcept ValueError:\n    NAME = "b"'],
  ['for x in y:\n    NAME = "a"\nelse:\n    NAME = "b"'],
  ['while x:\n    NAME = "a"\nelse:\n    NAME = "b"'],
  ['match x:\n    case 1: NAME = "a"\n    case _: NAME = "b"'],
  ['NAME = "a"\nNAME += "b"'],
  ['NAME, OTHER = "a", "b"'],
  ['NAME = "b"\n(NAME, OTHER) = "a", "c"'],
  ['NAME = "b"\n[NAME, *OTHER] = ["a"]'],
  ['NAME = "b"\nfor NAME in ["a"]: pass'],
  ['NAME = "b"\nfor i, (NAME, x) in y: pass'],
  ['NAME = "b"\nwith x() as NAME: pass'],
  ['NAME = "b"\nwith x() as (NAME, y): pass'],
  ['NAME = "b"\ntry: pass\nexcept ValueError as NAME: pass'],
  ['NAME = "b"\nmatch x:\n    case [NAME]: pass'],
  ['NAME = "b"\nif (NAME := "a"): pass'],
  ['NAME = "b"\ndel NAME'],
  ['NAME = "b"\ndef change():\n    global NAME\n    NAME = "a"\nchange()'],
  ['NAME = "b"\nfrom names import *'],
  ['class Names:\n    NAME = "b"\nNames.NAME = "a"\nNAME = Names.NAME'],
  ['class Names:\n    NAME = "b"\n    if x:\n        NAME = "a"\nNAME = Names.NAME'],
  ['NAME = "\\N{LATIN SMALL LETTER A}"'],
  ['NAME = f"{x}"'],
])("after %j the name is unreadable", (before) => {
  expect(nameOf(before)).toBeUndefined();
});

test("a name as Python writes characters", () => {
  expect(nameOf("", '"\\x41\\u00e9"')).toBe("Aé");
  expect(nameOf("", 'r"\\N{x}"')).toBe("\\N{x}");
  expect(nameOf("", '"\\\\N{x}"')).toBe("\\N{x}");
});

test.each([
  'main = main.with_options(name="b")',
  'main.name = "b"',
  'if x:\n    @flow(name="b")\n    def main(): pass',
])("a flow that %j changes is unreadable", (after) => {
  expect(nameOf("", '"a"', after)).toBeUndefined();
});

test("what is appended to a default is not read without it", () => {
  const schema = (before: string) =>
    readFlow(`from syntask import flow\n${before}\n@flow\ndef main(rows=ROWS): pass\n`, "main", "etl.py")
      ?.parameterOpenApiSchema as any;
  expect(schema("ROWS = [1]").properties.rows.default).toEqual([1]);
  expect(schema("ROWS = [1]\nROWS.append(2)").properties.rows).not.toHaveProperty("default");
  expect(schema("ROWS = [1]\nROWS[0] = 2").properties.rows).not.toHaveProperty("default");
});

test("an import of flow with a stand-in for where the library is missing", () => {
  const stand = "try:\n    from prefect import flow\nexcept ImportError:\n    flow = None\n@flow\ndef main(): pass\n";
  expect(readFlow(stand, "main", "etl.py")?.name).toBe("main");
});

test("a docstring after `with … as (a, b)`", () => {
  const other = "async def other():\n    async with x as (a, b):\n        pass\n";
  const source = `from syntask import flow\n${other}@flow\ndef main() -> dict:\n    """Text."""\n`;
  expect(readFlow(source, "main", "etl.py")?.description).toBe("Text.");
});

test("a description that only running the code would tell is none", () => {
  const source = "from syntask import flow\nimport x\n@flow(description=x.text())\ndef main():\n    'Text.'\n";
  expect(readFlow(source, "main", "etl.py")).not.toHaveProperty("description");
});

test("a file with CRLF is read as one with LF", () => {
  const source = `from syntask import flow
class Size:
    pass
@flow
def main(day: str = """a
b"""):
    """Moves the data.

    Args:
        day: of the run,
            in words
    """
`;
  expect(readFlow(source.replaceAll("\n", "\r\n"), "main", "etl.py")).toEqual(readFlow(source, "main", "etl.py"));
  expect(readFlow(`\ufeff${source.replaceAll("\n", "\r")}`, "main", "etl.py")?.description).toMatch(
    /^Moves the data\.\n/,
  );
});

describe("in a folder", () => {
  let folder: string;
  const write = (source: string) => writeFileSync(join(folder, "etl.py"), source);
  const look = () => lookAtEntrypoint(folder, "etl.py:main");
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-certainty-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    ["def main(:\n    pass\n", 3],
    ["def main()\n    pass\n", 3],
    ["def main():\n  pass\n   pass\n", 5],
    ["def main():\n    print 'x'\n", 4],
    ["def main(): pass\n<<<<<<< HEAD\n", 4],
  ])("a syntax error of %j is refused with its line", (source, line) => {
    write(`from syntask import flow\n@flow\n${source}`);
    expect(look).toThrow(new RegExp(`^etl\\.py:${line}: .* \\(Python 3\\.\\d+\\)$`));
  });

  test.each(["def other():\n    yield\n", "with (open('a') as f, open('b') as g):\n    pass\n", "x = 1.\n"])(
    "%j, which is right, is read",
    (source) => {
      write(`from syntask import flow\n${source}@flow\ndef main(): pass\n`);
      expect(look()).toMatchObject({ flow: { name: "main" } });
    },
  );

  test.each([
    ["etl.py", "from jobs.load import main", "jobs/load.py"],
    ["etl.py", "from jobs import main", "jobs/__init__.py"],
    ["etl.py", "from jobs.load import start as main", "jobs/load.py", "start"],
    ["jobs/etl.py", "from .load import main", "jobs/load.py"],
    ["jobs/etl.py", "from ..load import main", "load.py"],
    ["jobs/etl.py", "from load import main", "jobs/load.py"],
    ["jobs/etl.py", "from load import main", "load.py"],
  ])("a flow of %s by %j is read in %s", (file, line, other, name = "main") => {
    mkdirSync(join(folder, "jobs"));
    writeFileSync(join(folder, file), `${line}\n`);
    writeFileSync(join(folder, other), `from syntask import flow\n@flow(name="Load")\ndef ${name}(): pass\n`);
    expect(lookAtEntrypoint(folder, `${file}:main`).flow?.name).toBe("Load");
  });

  test("imports without end are unreadable", () => {
    write("from etl import main\n");
    expect(look()).toEqual({ unreadable: "only running the code of etl.py:main would tell its flow's name" });
  });

  test.each(["etl.main", "etl:main"])("a module of the folder is read: %s", (entrypoint) => {
    write('from syntask import flow\n@flow(name="Load")\ndef main(): pass\n');
    expect(lookAtEntrypoint(folder, entrypoint).flow?.name).toBe("Load");
    expect(lookAtEntrypoint(folder, `other.${entrypoint}`)).toEqual({});
  });

  test("what looks wrong, and no Python is there to tell, is unreadable", () => {
    const { PATH } = process.env;
    process.env.PATH = folder;
    try {
      write("from syntask import flow\n@flow\ndef main(:\n    pass\n");
      expect(look()).toEqual({
        unreadable: "line 3 is not understood here, and there is no Python on this machine to ask",
      });
    } finally {
      process.env.PATH = PATH;
    }
  });

  test("of an unreadable flow the function's name is taken, and said", async () => {
    write("from syntask import flow\nimport x\n@flow(name=x.name)\ndef main(): pass\n");
    const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
    const declared = await declare(() => {
      const storage = new syntask.LocalFlowStorage("flows", { path: folder });
      new syntask.Deployment("nightly", { entrypoint: "etl.py:main", storage });
      new syntask.Deployment("named", { entrypoint: "etl.py:main", storage, flow: "mine" });
    });
    expect(declared.map(({ inputs }) => inputs.flow).filter(Boolean)).toEqual(["main", "mine"]);
    expect(warn.mock.calls.map(([line]) => line).filter((line) => line.includes("etl.py:main"))).toEqual([
      'Deployment "nightly" has a flow whose name is not certain: only running the code of etl.py:main would tell its flow\'s name; "main" is taken, so write `flow` if that is not its name.',
    ]);
    warn.mockRestore();
  });

  test("a syntax error names its line", () => {
    write("def main(:\n");
    expect(() => flowInCode({ folder }, "etl.py:main", () => {})).toThrow(/^etl\.py:1: /);
  });
});

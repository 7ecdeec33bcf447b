import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ProjectFile } from "../../sdk/src/project/project-file";
import { chance } from "../support/chance";

type Answer = { value: unknown } | { refused: string };

/** What the real library reads, where `deploy` reads it with. */
function readByPyYaml(documents: readonly string[]): Answer[] {
  const python = process.env.PULUMI_SYNTASK_PYTHON;
  if (!python) throw new Error("no Python: run the tests with `npm test`");
  const { status, stdout, stderr } = spawnSync(join(python, "python"), [join(__dirname, "read_yaml.py")], {
    encoding: "utf8",
    input: JSON.stringify(documents),
    maxBuffer: 100_000_000,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function readHere(document: string): Answer {
  try {
    return { value: new ProjectFile("syntask.yaml", document).content };
  } catch (error) {
    return { refused: (error as Error).message };
  }
}

/** Documents that are read otherwise here than there, with both answers. A time is left as it is written. */
function differences(documents: readonly string[]): object[] {
  const there = readByPyYaml(documents);
  return documents.flatMap((document, index) => {
    const [theirs, ours] = [there[index]!, readHere(document)];
    const isSame =
      "refused" in theirs || "refused" in ours
        ? "refused" in theirs && "refused" in ours
        : JSON.stringify(sorted(ours.value)) === JSON.stringify(sorted(withTimes(theirs.value, ours.value)));
    return isSame ? [] : [{ document, theirs, ours }];
  });
}

function withTimes(theirs: any, ours: any): any {
  if (theirs === "a time") return typeof ours === "string" ? ours : theirs;
  if (typeof theirs !== "object" || theirs === null) return theirs;
  const entries = Object.entries(theirs).map(([key, value]) => [key, withTimes(value, ours?.[key])]);
  return Array.isArray(theirs) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

function sorted(value: any): any {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  );
}

const scalars = [
  ...[
    "1234e56",
    "7e10",
    "1e+3",
    "1.e+3",
    "1.5e3",
    "1.5e+3",
    ".5",
    ".5e-1",
    "-.5",
    "+.5",
    "1.",
    "1_000",
    "1_0.5",
    "1._5",
  ],
  ...["08", "09", "0777", "0o17", "0x1F", "0xfg", "0b101", "0b12", "-0x10", "+12", "00", "0_", "0b_", "0x_", "1__0"],
  ...["1105812345678901234", "9007199254740991", "9007199254740993", "-9007199254740993", "1.0e+400", "1e400"],
  ...[
    ".inf",
    "-.inf",
    "+.INF",
    ".nan",
    ".NaN",
    "-.nan",
    "inf",
    "nan",
    "1:30",
    "1:30:15",
    "1:60",
    "01:30",
    "1:30.5",
    "-1:30",
  ],
  ...[
    "y",
    "n",
    "Y",
    "N",
    "yes",
    "NO",
    "oN",
    "On",
    "OFF",
    "true",
    "tRUE",
    "null",
    "Null",
    "nULL",
    "~",
    "''",
    "=",
    "<<",
    "a=b",
  ],
  ...["2026-01-01", "2026-1-1", "2026-01-01T00:00:00Z", "2026-01-01 00:00:00 +1", "20260101", "12:30"],
  ...[
    "!!str 3",
    "!!int '3'",
    "!!int '0x1F'",
    "!!int x",
    "!!float 3",
    "!!float '1e3'",
    "!!float x",
    "!!bool 'yes'",
    "!!bool y",
  ],
  ...[
    "!!null x",
    "!!binary aGk=",
    "!!set { a, b }",
    "!!omap [{ a: 1 }]",
    "!!timestamp 2026-01-01",
    "!custom x",
    "!custom { a: 1 }",
  ],
  ...[
    "!!python/tuple [1]",
    "{{ x }}",
    "'{{ x }}'",
    "3.10",
    "3.0",
    "1.0.0",
    "v1",
    "007",
    "1e",
    "-",
    "+",
    ".",
    "..",
    "-1",
    "1-",
  ],
  ...[
    "@a",
    "`a`",
    "%a",
    "a: b",
    "a #b",
    "a#b",
    "*a",
    "&a b",
    "|\n  x\n  y\n",
    ">-\n  x\n  y\n",
    '"\\x41\\u00e9\\n"',
    '"\\q"',
  ],
];

test("single values are what PyYAML reads", () => {
  expect(differences(scalars.map((scalar) => `a: ${scalar}\n`))).toEqual([]);
});

test("keys and parts are what PyYAML reads", () => {
  const documents = [
    ...[
      "a: 1\na: 2\n",
      "a: { b: 1, b: 2 }\n",
      "a: 1\nb: 2\na: 3\n",
      "1: a\n",
      "yes: a\n",
      "null: a\n",
      "1.5: a\n",
      "08: a\n",
    ],
    ...["? [a]\n: b\n", "? { a: b }\n: c\n", "[a]: b\n", "1: a\n'1': b\n"],
    ...["a: &x { b: 1 }\nc: { <<: *x, b: 2 }\n", "a: &x { b: 1 }\nc: { b: 2, <<: *x }\n"],
    ...["a: &x { b: 1 }\nd: &y { b: 3, e: 4 }\nc: { <<: [*x, *y] }\n", "a: &x { b: 1 }\nc: { <<: *x, <<: { d: 2 } }\n"],
    ...["a: &x [1]\nc: { <<: *x }\n", "a: { <<: 3 }\n", "a: &x { b: 1, b: 2 }\nc: { <<: *x }\n", "a: *missing\n"],
    ...[
      "a: &x 1\nb: &x 2\nc: *x\n",
      "a: &x [*x]\n",
      "a:\n\tb: 1\n",
      "a: 1\n b: 2\n",
      "--- \na: 1\n",
      "a: 1\n---\nb: 2\n",
    ],
    ...[
      "%YAML 1.2\n---\na: yes\n",
      "a: 1 # b\n",
      "\ufeffa: 1\n",
      "a: 1\r\nb: 2\r\n",
      "a: [1, 2,]\n",
      "a: { b, c: }\n",
      "a: {b:1}\n",
    ],
    ...[
      "a: 'x\n  y'\n",
      'a: "x\n\n  y"\n',
      "a: x\n  y\n",
      "a: !!map { b: 1 }\n",
      "a: !!seq [1]\n",
      "a: !!str\n",
      "a: !!int\n",
    ],
    `pool: &pool { name: etl }\nlist:\n${"  - { work_pool: *pool }\n".repeat(120)}`,
  ];
  expect(differences(documents)).toEqual([]);
});

test("random values are what PyYAML reads", () => {
  const seed = 20;
  const letters = "0123456789012345678900__..eE+-:xXobBaf~nN yY";
  const pick = (...drawnFor: number[]) => letters[Math.floor(chance(seed, ...drawnFor) * letters.length)]!;
  const random = Array.from({ length: 4_000 }, (_, index) => {
    const length = 1 + Math.floor(chance(seed, index) * 8);
    return Array.from({ length }, (_, place) => pick(index, place)).join("");
  });
  expect(differences(random.map((scalar) => `a: ${scalar}\n`))).toEqual([]);
});

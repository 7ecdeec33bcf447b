import { readFlow } from "../../sdk/src/python/flow";

/** The schema of the parameter `a` of a flow. */
function parameter(annotation: string, value: string, before = ""): Record<string, unknown> {
  const source = `from syntask import flow\nimport datetime\nimport enum\nimport typing as t\nfrom pathlib import Path\n${before}\n@flow\ndef main(a${annotation}${value}): pass\n`;
  const { properties } = readFlow(source, "main", "etl.py")!.parameterOpenApiSchema as any;
  return properties.a;
}
const defaultOf = (value: string, before?: string) => parameter("", ` = ${value}`, before).default;

test.each<[string, unknown]>([
  ["1_000", 1000],
  ["-(2)", -2],
  ["not True", false],
  ["2 ** 3", 8],
  ["7 - 2 * 3", 1],
  ["1 / 4", 0.25],
  ['"a" "b"', "ab"],
  ['("a" + "b")', "ab"],
  ["{'a': [1, (2,)]}", { a: [1, [2]] }],
  ["dict(a=1)", { a: 1 }],
  ["list()", []],
  ["Path('a')", "a"],
  ["datetime.timedelta(0)", "PT0S"],
  ["datetime.timedelta(days=1, seconds=3661.5)", "P1DT1H1M1.5S"],
  ["datetime.datetime(2024, 1, 2, 3)", "2024-01-02T03:00:00"],
  ["datetime.datetime(2024, 11, 12)", "2024-11-12T00:00:00"],
  ["datetime.datetime(2024, 1, 2, 3, 4, 15)", "2024-01-02T03:04:15"],
  ["datetime.date(812, 1, 2)", "0812-01-02"],
  ["datetime.timedelta(1)", "P1D"],
  ["datetime.timedelta(1, 2)", "P1DT2S"],
  ["datetime.timedelta(0, 0, 500000)", "PT0.5S"],
  ["datetime.timedelta(0, 0, 0, 500)", "PT0.5S"],
  ["datetime.timedelta(weeks=1)", "P7D"],
  ["datetime.timedelta(hours=25)", "P1DT1H"],
  ["datetime.timedelta(hours=2)", "PT2H"],
  ["datetime.timedelta(minutes=61)", "PT1H1M"],
  ["datetime.timedelta(milliseconds=1)", "PT0.001S"],
  ["datetime.timedelta(microseconds=1)", "PT0.000001S"],
  ["datetime.timedelta(days=2, hours=-1)", "P1DT23H"],
  ["None", null],
  ["True", true],
  ["False", false],
  ["0x1F", 31],
  ["0b101", 5],
  ["0o17", 15],
  ["0O17", 15],
  ["1.5e3", 1500],
  ["+3", 3],
  ["3 + 4", 7],
  ["2 * 3.5", 7],
  ["{1: 'a', 'b': None}", { "1": "a", b: null }],
  ["{}", {}],
  ["{'a', 'b'}", ["a", "b"]],
  ["()", []],
  ["(1, 'a', None)", [1, "a", null]],
  ["dict()", {}],
  ["set()", []],
  ["tuple()", []],
  ["frozenset()", []],
  ["Path('a/b')", "a/b"],
  ["r'\\d'", "\\d"],
  ["f'a{{b}}'", "a{b}"],
  ["'a' f'b'", "ab"],
])("the default %s is %j", (value, expected) => {
  expect(defaultOf(value)).toEqual(expected);
});

test.each([
  "1j",
  "-'a'",
  "not 1",
  "~1",
  "1 // 2",
  "7 % 2",
  "1 << 2",
  "'a' * 3",
  "[1, unknown]",
  "{'a': unknown}",
  "{None: 1}",
  "{**{}, 'a': 1}",
  "{unknown: 1}",
  "unknown",
  "unknown()",
  "'a' f'{unknown}'",
  "f'{unknown}'",
  "dict([('a', 1)])",
  "list([1])",
  "Path('a', 'b')",
  "Path(unknown)",
  "datetime.timedelta(days=-1)",
  "datetime.timedelta(days=unknown)",
  "datetime.timedelta(fortnights=1)",
  "datetime.date(2024, 1)",
  "datetime.date(2024, 1, 2, 3)",
  "datetime.datetime(2024, 1, 2, 3, 4, 5, 6)",
  "1e999",
  "-None",
  "not None",
  "'a' + 1",
  "1 + 'a'",
  "'a' - 'b'",
  "[1, *[2]]",
  "Path()",
  "datetime.datetime(2024, 1)",
  "datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc)",
  "lambda: 1",
  "[x for x in []]",
  "1 if True else 2",
])("the default %s is left to the run, as only that would tell", (value) => {
  expect(parameter("", ` = ${value}`)).not.toHaveProperty("default");
});

describe("a name stands for its value", () => {
  test.each<[string, string, unknown]>([
    ["A", "A = 3", 3],
    ["A", "A: int = 3", 3],
    ["B", "A = B = 3", 3],
    ["B", "A = 3\nB = A", 3],
    ["A", "if True:\n    A = 3", 3],
    ["A", "try:\n    A = 3\nexcept Exception:\n    pass", 3],
    ["C.ONE", "class C(enum.Enum):\n    ONE = 1", 1],
    ["C.ONE.value", "class C(enum.Enum):\n    ONE = 1", 1],
  ])("%s after %j", (value, before, expected) => {
    expect(defaultOf(value, before)).toEqual(expected);
  });

  test.each([
    ["A", "A = A"],
    ["A", "from other import A"],
    ["A", "def A(): pass"],
    ["A", "a.A = 3"],
    ["A", "A, B = 1, 2"],
    ["B", "A, B = 1, 2"],
    ["A", "A = 1, 2"],
    ["A", "A = 1\nA, B = other()"],
    ["C.TWO", "class C(enum.Enum):\n    ONE = 1"],
    ["C.ONE.name", "class C(enum.Enum):\n    ONE = 1"],
    ["A.b", "A = 3"],
  ])("and is left to the run otherwise: %s after %j", (value, before) => {
    expect(defaultOf(value, before)).toBeUndefined();
  });
});

test.each([
  ["other.Type", ""],
  ["conint(ge=1)", "from other import conint"],
  ["A", "A = other()"],
  ["t.List[A]", "from other import A"],
  ["C", "class C: pass"],
  ["C", "class B: pass\nclass C(B): pass"],
  ["C", "from pydantic import BaseModel\nclass C(BaseModel, strict=True):\n    x: int"],
  ["C", "from pydantic import BaseModel\nclass C(BaseModel):\n    model_config = {}\n    x: int"],
  ["C", "from pydantic import BaseModel, Field\nclass C(BaseModel):\n    x: int = Field(alias='y')"],
  ["C", "from pydantic import BaseModel, Field\nclass C(BaseModel):\n    x: int = Field(validation_alias='y')"],
  ["C", "class C(enum.Enum):\n    ONE = other()"],
  ["C", "class C(enum.Enum):\n    pass"],
])("the type %s after %j may be anything", (type, before) => {
  const { position, title, items, type: kind, ...rest } = parameter(`: ${type}`, "", before);
  expect([rest, items ?? {}, kind ?? "array"]).toEqual([{}, {}, "array"]);
});

test.each([
  ["import syntask", "syntask.flow"],
  ["import syntask.flows", "syntask.flows.flow"],
  ["import syntask as s", "s.flow"],
  ["import prefect", "prefect.flow"],
  ["from syntask import flow as job", "job"],
  ["from syntask.flows import flow", "flow"],
  ["from syntask import (\n    task,  # a note\n    flow,\n)", "flow"],
  ["from syntask import \\\n    flow", "flow"],
])("%j makes @%s a flow", (imports, decorator) => {
  const source = `${imports}\n@${decorator}\ndef my_flow(): pass\n`;
  expect(readFlow(source, "my_flow", "etl.py")).toMatchObject({ name: "my-flow" });
});

test.each(["@flow(**settings)", "@flow(name=settings.name)", "@other.flow", "@flow.other"])(
  "%s is left to the run",
  (decorator) => {
    expect(readFlow(`from syntask import flow\n${decorator}\ndef main(): pass\n`, "main", "etl.py")).toBeUndefined();
  },
);

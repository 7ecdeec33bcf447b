import { readFlow } from "../../sdk/src/python/flow";

/** The schema of a flow's parameters, of a file that imports what these tests use. */
function schemaOf(parameters: string, before = ""): any {
  const imports = [
    "from syntask import flow",
    "import datetime",
    "import enum",
    "import typing as t",
    "from dataclasses import dataclass, field",
    "from pydantic import BaseModel, Field, conint, constr",
    "from typing import Annotated, Literal, Optional, Union",
  ];
  const source = `${imports.join("\n")}\n${before}\n@flow\ndef main(${parameters}): pass\n`;
  return readFlow(source, "main", "etl.py")!.parameterOpenApiSchema;
}

/** The schema of one annotation. */
function typeOf(annotation: string, before?: string): object {
  const { title, position, ...type } = schemaOf(`a: ${annotation}`, before).properties.a;
  return type;
}

const [text, integer, none] = [{ type: "string" }, { type: "integer" }, { type: "null" }];

// What Prefect computes of such types is compared in python-flows.server.test.ts.
test.each<[string, object]>([
  ["int", integer],
  ["'int'", integer],
  ["(int)", integer],
  ["datetime.date", { type: "string", format: "date" }],
  ["Optional[int]", { anyOf: [integer, none] }],
  ["Optional[Optional[int]]", { anyOf: [integer, none] }],
  ["Union[int, str]", { anyOf: [integer, text] }],
  ["Union[int, int]", integer],
  ["list[None]", { type: "array", items: none }],
  ["Union[int, None]", { anyOf: [integer, none] }],
  ["int | str | None", { anyOf: [integer, text, none] }],
  ["None | int", { anyOf: [integer, none] }],
  ["int | Union[str, int]", { anyOf: [integer, text] }],
  ["list[int]", { type: "array", items: integer }],
  ["t.Set[str]", { type: "array", items: text, uniqueItems: true }],
  ["dict[str, int]", { type: "object", additionalProperties: integer }],
  ["tuple[int, str]", { type: "array", minItems: 2, maxItems: 2, prefixItems: [integer, text] }],
  ["tuple[int, ...]", { type: "array", items: integer }],
  ["Literal['a']", { const: "a", enum: ["a"], type: "string" }],
  ["Literal[1, 'a']", { enum: [1, "a"] }],
  ["Literal[True, False]", { enum: [true, false], type: "boolean" }],
  ["Literal[None, 'a']", { enum: [null, "a"] }],
  ["t.Final[int]", integer],
  ["Annotated[int, Field(ge=1, lt=5)]", { type: "integer", minimum: 1, exclusiveMaximum: 5 }],
  ["Annotated[int, 'a note', Field(gt=1)]", { type: "integer", exclusiveMinimum: 1 }],
  ["Annotated[str, Field(min_length=1, max_length=5)]", { type: "string", minLength: 1, maxLength: 5 }],
  ["Annotated[list[int], Field(max_length=5)]", { type: "array", items: integer, maxItems: 5 }],
  ["Annotated[Optional[int], Field(le=5)]", { anyOf: [{ type: "integer", maximum: 5 }, none] }],
  ["Annotated[int, other(ge=1)]", integer],
  ["conint(ge=1, multiple_of=2)", { type: "integer", minimum: 1, multipleOf: 2 }],
  ["constr(pattern='a+')", { type: "string", pattern: "a+" }],
  ["t.Any", {}],
  ["3", {}],
  ["int[str]", {}],
  ["int & str", {}],
])("%s has the schema %j", (annotation, schema) => {
  expect(typeOf(annotation)).toEqual(schema);
});

test("an annotation that refers to itself without end is any value", () => {
  expect(typeOf("A", "A = list['A']")).toMatchObject({ type: "array", items: {} });
});

describe("a class of the file", () => {
  const definitionOf = (source: string) => schemaOf("a: C", source).definitions.C;

  test("is referred to, and defined once", () => {
    const { properties, definitions } = schemaOf("a: C, b: list[C]", "class C(enum.Enum):\n  ONE = 1");
    expect(properties.a).toEqual({ $ref: "#/definitions/C", position: 0, title: "a" });
    expect(properties.b.items).toEqual({ $ref: "#/definitions/C" });
    expect(Object.keys(definitions)).toEqual(["C"]);
  });

  test.each<[string, object | undefined]>([
    [
      "class C(enum.Enum):\n  'Colours.'\n  RED = 'r'\n  BLUE = 'b'\n  CRIMSON = 'r'\n  _ignored = 'x'",
      { description: "Colours.", enum: ["r", "b"], type: "string", title: "C" },
    ],
    ["class C(str, enum.Enum):\n  ONE = 'o'", { const: "o", enum: ["o"], type: "string", title: "C" }],
    ["class C(enum.IntEnum):\n  ONE = 1; TWO = 2", { enum: [1, 2], type: "integer", title: "C" }],
    ["class C(enum.Enum): pass", undefined],
    ["class C(enum.Enum, metaclass=M):\n  ONE = 1", undefined],
    ["class C: pass", undefined],
    ["class C(A, BaseModel):\n  x: int", undefined],
  ])("%j is %j", (source, definition) => {
    expect(definitionOf(source)).toEqual(definition);
  });

  const model = (...lines: string[]) =>
    definitionOf(`class C(BaseModel):\n${lines.map((line) => `  ${line}`).join("\n")}`);

  test("that is a model has its fields, with titles and defaults, and those that are required", () => {
    expect(
      model(
        "'A model.'",
        "day_of_week: int",
        "size2x: str = 'n'",
        "tags: list[str] = Field(default_factory=list)",
        "limit: int = Field(3, ge=1)",
        "most: int = Field(..., le=5)",
        "named: int = Field(default=4, description='d')",
        "_hidden: int = 1",
        "plain = 3",
        "def method(self): pass",
      ),
    ).toEqual({
      description: "A model.",
      type: "object",
      title: "C",
      required: ["day_of_week", "most"],
      properties: {
        day_of_week: { ...integer, title: "Day Of Week" },
        size2x: { ...text, default: "n", title: "Size2X" },
        tags: { type: "array", items: text, title: "Tags" },
        limit: { ...integer, minimum: 1, default: 3, title: "Limit" },
        most: { ...integer, maximum: 5, title: "Most" },
        named: { ...integer, default: 4, description: "d", title: "Named" },
      },
    });
  });

  test("that requires nothing says nothing of it", () => {
    expect(model("x: int = 1")).not.toHaveProperty("required");
  });

  test("that is a dataclass has its fields too", () => {
    const source = "@dataclass\nclass C:\n  x: int\n  y: list = field(default_factory=list)";
    expect(definitionOf(source)).toMatchObject({ type: "object", required: ["x"] });
    expect(definitionOf("@other\nclass C:\n  x: int")).toBeUndefined();
  });

  test("may refer to itself, and gives a field of its own class no title", () => {
    expect(model("children: list['C'] = []", "parent: Optional['C'] = None").properties).toEqual({
      children: { type: "array", items: { $ref: "#/definitions/C" }, default: [], title: "Children" },
      parent: { anyOf: [{ $ref: "#/definitions/C" }, none], default: null },
    });
  });
});

test.each([
  ["Union['C', int]", "Own"],
  ["Union['C', int, None]", "Own"],
  ["Union[int, 'C']", "Own"],
  ["Optional['C']", undefined],
  ["'C'", undefined],
])("a field of %s has the title %s", (annotation, title) => {
  const { definitions } = schemaOf("a: C", `class C(BaseModel):\n  own: ${annotation}`);
  expect(definitions.C.properties.own.title).toBe(title);
});

describe("parameters", () => {
  test("have their places, defaults and descriptions, and those without a default are required", () => {
    const source = "a: int, b=3, *, c: None = None, d";
    const body = `from syntask import flow\n@flow\ndef main(${source}):\n  """Runs.\n\n  Args:\n    a: First.\n  """\n`;
    expect(readFlow(body, "main", "etl.py")!.parameterOpenApiSchema).toEqual({
      title: "Parameters",
      type: "object",
      properties: {
        a: { ...integer, description: "First.", position: 0, title: "a" },
        b: { default: 3, position: 1, title: "b" },
        c: { default: null, position: 2, title: "c" },
        d: { position: 3, title: "d" },
      },
      required: ["a", "d"],
      definitions: {},
    });
  });

  test("of which there are none say nothing of what is required", () => {
    expect(schemaOf("")).toEqual({ title: "Parameters", type: "object", properties: {}, definitions: {} });
  });
});

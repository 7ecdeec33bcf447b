import { CheckFailures } from "../../sdk/src/engine/check-failures";
import { checkParameters, standsForAnother } from "../../sdk/src/resources/parameter-check";

type Inputs = Parameters<typeof checkParameters>[0];

const schema = (more: object = {}) => ({
  type: "object",
  properties: { limit: { type: "integer" }, day: { type: "string", default: "today" } },
  required: ["limit"],
  ...more,
});

function lines(inputs: Inputs, unknown: readonly string[] = []): readonly string[] {
  const failures = new CheckFailures();
  const context = { isUnknown: (name: string) => unknown.includes(name) };
  checkParameters({ parameterOpenApiSchema: schema(), ...inputs }, failures, context);
  return failures.lines;
}

const daily = [{ cron: "0 6 * * *" }];
const other = (name: string, known = "; it takes limit, day") =>
  `\`parameters.${name}\` is no parameter of the flow, and its runs would fail${known}`;
const missing = (names: string, are = "is") =>
  `\`parameters\` lacks ${names}, which ${are} required by the flow: runs of the schedules would fail; give a value`;

test("values that do not fit the schema are refused with their place", () => {
  expect(lines({ parameters: { limit: "x", day: 1 } })).toEqual([
    "`parameters.limit` must be integer, says `parameterOpenApiSchema`",
    "`parameters.day` must be string, says `parameterOpenApiSchema`",
  ]);
});

test("a value that the server puts another one for is not looked at", () => {
  const variable = { __prefect_kind: "workspace_variable", variable_name: "limit" };
  expect(lines({ parameters: { limit: variable } })).toEqual([]);
  expect(lines({ parameters: { limit: { ...variable, __prefect_kind: undefined, x: 1 } } as never })).toEqual([]);
  expect([variable, { __syntask_kind: "json" }].map(standsForAnother)).toEqual([true, true]);
  expect(
    [{ kind: 1 }, { __kind: 1 }, { a__b_kind: 1 }, { __b_kinds: 1 }, null, "__b_kind", ["x"]].map(standsForAnother),
  ).toEqual(Array(7).fill(false));
});

test("each name that the flow does not take is refused, and no other", () => {
  expect(lines({ parameters: { limits: 1, day: "x", warehouse: 2 } })).toEqual([
    other("limits", '; did you mean "limit"?'),
    other("warehouse"),
  ]);
});

test("parameters of a schedule are among those of its runs, and have names that the flow takes", () => {
  const [limited, other] = [{ cron: "0 6 * * *", parameters: { limit: 1 } }, { cron: "0 7 * * *" }];
  expect(lines({ schedules: [limited] })).toEqual([]);
  expect(lines({ schedules: [limited, other] })).toEqual([missing("`limit`")]);
  expect(lines({ parameters: { limit: 1 }, schedules: [{ cron: "0 6 * * *", parameters: { limits: 2 } }] })).toEqual([
    '`schedules[0].parameters.limits` is no parameter of the flow, and its runs would fail; did you mean "limit"?',
  ]);
});

test.each<[string, Inputs]>([
  ["takes more", { parameterOpenApiSchema: schema({ additionalProperties: true }) }],
  ["has keywords", { parameterOpenApiSchema: schema({ properties: { kwargs: {} } }) }],
  ["has no known parameters", { parameterOpenApiSchema: schema({ properties: {}, required: [] }) }],
  ["has a schema without properties", { parameterOpenApiSchema: schema({ properties: undefined, required: [] }) }],
  ["has no schema", { parameterOpenApiSchema: undefined }],
  ["is not held to its schema", { enforceParameterSchema: false }],
])("any name is right where the flow %s", (_, inputs) => {
  expect(lines({ parameters: { warehouse: 1 }, ...inputs })).toEqual([]);
});

test("parameters that are not known yet are not looked at", () => {
  expect(lines({ schedules: daily }, ["parameters"])).toEqual([]);
});

describe("what a schedule's runs would lack", () => {
  test("is refused", () => {
    expect(lines({ schedules: daily })).toEqual([missing("`limit`")]);
    expect(lines({ schedules: daily, paused: false })).toEqual([missing("`limit`")]);
    expect(lines({ schedules: [{ cron: "@daily", active: false }, ...daily] })).toEqual([missing("`limit`")]);
    const two = schema({ required: ["limit", "day"] });
    expect(lines({ schedules: daily, parameterOpenApiSchema: two })).toEqual([missing("`limit`, `day`", "are")]);
  });

  test.each<[string, Inputs]>([
    ["is given", { schedules: daily, parameters: { limit: 1 } }],
    ["is required of nobody", { schedules: daily, parameterOpenApiSchema: schema({ required: undefined }) }],
    ["takes what is left", { schedules: daily, parameterOpenApiSchema: schema({ required: ["args", "kwargs"] }) }],
    ["has no schedule", {}],
    ["has no schedule that is active", { schedules: [{ cron: "@daily", active: false }] }],
    ["is paused", { schedules: daily, paused: true }],
  ])("is not missed where it %s", (_, inputs) => {
    expect(lines(inputs)).toEqual([]);
  });
});

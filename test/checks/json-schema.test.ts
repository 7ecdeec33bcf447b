import { schemaFaults } from "../../sdk/src/checks/json-schema";

const object = (properties: object, more = {}) => ({ type: "object", properties, ...more });

test.each([
  [object({ size: { type: "integer" } }), { size: 3 }],
  [object({ at: { type: "string", format: "date-time" } }), { at: "not a time" }],
  [object({ size: { type: "integer", "x-unknown": true } }), { size: 3 }],
  [object({ constructor: { type: "string" } }), {}],
  [object({}, { additionalProperties: false }), Object.create({ inherited: 1 })],
  [{ type: "no such type" }, { size: 3 }],
  [{ $ref: "#/definitions/none" }, { size: 3 }],
])("by %j nothing is wrong with %j", (schema, value) => {
  expect(schemaFaults(schema, value)).toEqual([]);
});

test("each fault is told by its place", () => {
  const schema = object(
    { size: { type: "integer" }, env: object({ MODE: { enum: ["a", "b"] } }) },
    { required: ["name"] },
  );
  expect(schemaFaults(schema, { size: "big", env: { MODE: "c" } })).toEqual([
    { place: "", message: "must have required property 'name'" },
    { place: ".size", message: "must be integer" },
    { place: ".env.MODE", message: "must be equal to one of the allowed values: a, b" },
  ]);
});

test("what fits no alternative has one line of all that it could be, each once", () => {
  const value = { anyOf: [{ type: "integer" }, { type: "null" }, { type: "integer", minimum: 3 }] };
  expect(schemaFaults(object({ size: value }), { size: "big" })).toEqual([
    { place: ".size", message: "must be integer or must be null" },
  ]);
});

test("a schema is checked as if it were the only one, whatever others have the same id", () => {
  const named = (type: string) => ({ $id: "https://example.com/one", ...object({ size: { type } }) });
  expect(schemaFaults(named("integer"), { size: "big" })).toHaveLength(1);
  expect(schemaFaults(named("string"), { size: "big" })).toEqual([]);
  expect(schemaFaults({ type: "no such type" }, 3)).toEqual([]);
  expect(schemaFaults(named("integer"), { size: "big" })).toHaveLength(1);
});

test("many schemas are checked by one that knows what a schema is", () => {
  const { default: Ajv } = jest.requireActual<typeof import("ajv")>("ajv");
  const judged = jest.spyOn(Ajv.prototype, "validateSchema");
  for (let size = 1; size <= 3; size++) schemaFaults(object({ size: { type: "integer", minimum: size } }), { size });
  expect(new Set(judged.mock.contexts).size).toBe(1);
  judged.mockRestore();
});

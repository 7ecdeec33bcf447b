import { deploymentFaults, triggerFaults } from "../../sdk/src/project/deployment-faults";

type Given = Parameters<typeof deploymentFaults>[0];

const right = { name: "nightly", flow: "main", entrypoint: "etl.py:main", workPool: "etl" } as unknown as Given;
const schema = { properties: { day: { type: "string" }, size: { type: "integer" } }, required: ["day"] };

const faults = (more: object, overridden: string[] = []) =>
  deploymentFaults({ ...right, ...more }, schema, overridden).map(
    ({ property, message }) => `${property.join(".")}: ${message}`,
  );

test("a deployment that is right has none", () => {
  expect(faults({ parameters: { day: "x" }, schedules: [{ cron: "@daily" }] })).toEqual([]);
});

test("each stands at its place in the file, in the file's words", () => {
  expect(
    faults({
      schedules: [{ cron: "0 6 * *" }, { interval: 60, anchorDate: "soon" }],
      parameters: { day: 1, dya: "x" },
      concurrencyLimit: 0,
    }),
  ).toEqual([
    'schedules.0.cron: `cron` "0 6 * *" has 4 fields; write five, such as "0 6 * * *" for 6:00 every day',
    'schedules.1.anchor_date: `anchor_date` "soon" is not an ISO 8601 time; write it like 2026-01-01T00:00:00Z',
    expect.stringMatching(/^concurrency_limit: `concurrency_limit` is 0; /),
    "parameters.day: `day` must be string, says `parameterOpenApiSchema`",
    "parameters.dya: `dya` is no parameter of the flow, and its runs would fail; it takes day, size",
  ]);
});

test("a pool that is missing is one, unless the program gives it", () => {
  const missing =
    "work_pool: `work_pool` is missing or has no `name`; write the pool that runs it as `work_pool: { name: … }`";
  expect(faults({ workPool: undefined })).toEqual([missing]);
  expect(faults({ workPool: undefined }, ["workPool"])).toEqual([]);
});

test("what the program gives instead is not looked at, nor what a placeholder stands in", () => {
  const schedules = [{ cron: "0 6 * *" }];
  expect(faults({ schedules }, ["schedules"])).toEqual([]);
  expect(faults({ schedules: [...schedules, { cron: "{{ syntask.variables.cron }}" }] })).toEqual([]);
  expect(faults({ parameters: { dya: "{{ step.day }}" } })).toEqual([]);
});

test("parameters are not held to a schema that is not enforced, or not known", () => {
  expect(faults({ parameters: { dya: 1 }, enforceParameterSchema: false })).toEqual([]);
  expect(deploymentFaults({ ...right, parameters: { dya: 1 } } as never, undefined, [])).toEqual([]);
});

const ofTriggers = (...triggers: object[]) =>
  triggerFaults({ name: "nightly", triggers: triggers as never }).map(
    ({ property, message }) => `${property.join(".")}: ${message}`,
  );

test("those of triggers stand at theirs, at any depth", () => {
  expect(
    ofTriggers(
      { expect: ["a"], posture: "reactive" },
      { type: "compound", require: 2, triggers: [{ expect: ["a"] }, { expect: ["a"], threshold: 0 }] },
      {},
    ),
  ).toEqual([
    'triggers.0.posture: `posture` is "reactive"; write "Reactive" or "Proactive"',
    "triggers.1.triggers.1.threshold: `threshold` is 0; write a whole number from 1",
    expect.stringMatching(/^triggers\.2: the trigger fires on the event of its own firing/),
  ]);
});

test("a trigger with a placeholder is looked at when that is known, and its parameters never", () => {
  expect(ofTriggers({ expect: ["a"], threshold: "{{ syntask.variables.n }}" })).toEqual([]);
  expect(ofTriggers({ expect: ["a"], threshold: 0, parameters: { run: "{{ flow_run.id }}" } })).toHaveLength(1);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { failuresOf } from "../support/check-failures";

const file = join(__dirname, "../../sdk/src/resources/automation-action.ts");
const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);

/** Each type of action, with the names of its fields: those that are needed and those that may be left out. */
const actionTypes = source.statements.filter(ts.isInterfaceDeclaration).flatMap(({ members }) => {
  const properties = members.filter(ts.isPropertySignature);
  const type = properties.find(({ name }) => name.getText() === "type")?.type?.getText() ?? "";
  const fields = properties.filter(({ name }) => name.getText() !== "type");
  const needed = fields.filter(({ questionToken }) => !questionToken).map(({ name }) => name.getText());
  const names = fields.map(({ name }) => name.getText());
  return [...type.matchAll(/"([\w-]+)"/g)].map(([, text]) => ({ type: text!, names, needed }));
});

const trigger = { type: "event", posture: "Reactive", expect: ["a.b"] };
const failuresOfAction = (action: object) => failuresOf("Automation", { name: "late", trigger, actions: [action] });
const known: Record<string, unknown> = { state: "FAILED", scheduleAfter: 1, force: true };
const values = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, known[name] ?? "x"]));

test("the types of actions are read from the source", () => {
  expect(actionTypes.map(({ type }) => type)).toContain("change-flow-run-state");
  expect(actionTypes).toHaveLength(17);
});

describe.each(actionTypes)("an action of type $type", ({ type, names, needed }) => {
  test("takes each of its fields", async () => {
    expect(await failuresOfAction({ type, ...values(names) })).toEqual([]);
  });

  test("takes what it needs alone, and nothing less", async () => {
    expect(await failuresOfAction({ type, ...values(needed) })).toEqual([]);
    for (const field of needed) {
      expect(await failuresOfAction({ type, ...values(needed), [field]: undefined })).toEqual([
        `\`actions[0].${field}\` is missing; a ${type} action needs it`,
      ]);
    }
  });

  test("takes nothing else", async () => {
    expect(await failuresOfAction({ type, ...values(needed), zzz: 1 })).toEqual([
      expect.stringMatching(/^`actions\[0\]\.zzz` is not part of a /),
    ]);
  });
});

const states = [
  "SCHEDULED",
  "PENDING",
  "RUNNING",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "CRASHED",
  "PAUSED",
  "CANCELLING",
];

test.each(states)("a flow run may be put into the state %s", async (state) => {
  expect(await failuresOfAction({ type: "change-flow-run-state", state })).toEqual([]);
});

const whole = { expect: ["a"], after: ["b"], match: { a: "b" }, matchRelated: { c: ["d"] }, forEach: ["e"] };

test.each<object>([
  { type: "event", posture: "Reactive", threshold: 1, within: 0, ...whole },
  { type: "event", posture: "Proactive", threshold: 3, within: 10, ...whole },
  { type: "compound", require: "any", within: 0, triggers: [trigger] },
  { type: "compound", require: "all", triggers: [trigger, trigger] },
  { type: "compound", require: 2, triggers: [trigger, trigger] },
  { type: "sequence", within: 60, triggers: [trigger, { type: "compound", require: 1, triggers: [trigger] }] },
])("a trigger is right: %j", async (right) => {
  expect(await failuresOf("Automation", { name: "late", trigger: right, actions: [] })).toEqual([]);
});

describe("the message of a notification policy", () => {
  const failuresOfMessage = (message: string) => failuresOf("FlowRunNotificationPolicy", { block: "1", message });

  test.each([
    ...["flow_run_notification_policy_id", "flow_id", "flow_name", "flow_run_url", "flow_run_id", "flow_run_name"],
    ...["flow_run_parameters", "flow_run_state_type", "flow_run_state_name", "flow_run_state_timestamp"],
    "flow_run_state_message",
  ])("may name %s", async (field) => {
    expect(await failuresOfMessage(`Look: {${field}}.`)).toEqual([]);
  });

  test("may name nothing else", async () => {
    expect(await failuresOfMessage("{flow_run_nam}")).toEqual([
      '`message` names {flow_run_nam}, which does not exist; did you mean "flow_run_name"?',
    ]);
  });
});

test.each<object>([
  { cron: "0 6 * * *", dayOr: false },
  { cron: "@daily" },
  { interval: 0.5, anchorDate: "2026-01-01T00:00:00Z" },
  { rrule: "FREQ=DAILY" },
])("a schedule takes each of its options: %j", async (schedule) => {
  const common = { timezone: "Europe/Berlin", active: false, maxActiveRuns: 1, maxScheduledRuns: 50, catchup: true };
  const deployment = { name: "nightly", flow: "main", entrypoint: "etl.py:main" };
  expect(await failuresOf("Deployment", { ...deployment, schedules: [{ ...schedule, ...common }] })).toEqual([]);
});

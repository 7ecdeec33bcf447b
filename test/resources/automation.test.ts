import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { failuresOf } from "../support/check-failures";
import { declare } from "../support/mocks";

const actions = [{ type: "do-nothing" }];
const reactive = { type: "event", posture: "Reactive", expect: ["syntask.flow-run.Failed"] };
const trigger = (one: unknown) => failuresOf("Automation", { name: "alerts", trigger: one, actions });
const action = (one: unknown) => failuresOf("Automation", { name: "alerts", trigger: reactive, actions: [one] });

const endless =
  "`trigger` fires on the event of its own firing, without end; write the `expect` that it waits for, or a `match`";

describe("a reactive trigger that fires on itself is refused", () => {
  test.each([
    {},
    { expect: [] },
    { expect: ["*"] },
    { expect: ["syntask.automation.*"] },
    { expect: ["syntask.flow-run.Failed", "syntask.automation.action.triggered"] },
    { match: {} },
    { match: { "syntask.resource.id": "syntask.automation.*" } },
    { match: { "syntask.resource.id": ["syntask.flow.*", "*"] } },
  ])("%j", async (more) => {
    expect(await trigger({ type: "event", posture: "Reactive", ...more })).toEqual([endless]);
  });

  test("also inside a compound trigger", async () => {
    const inner = { type: "event", posture: "Reactive" };
    expect(await trigger({ type: "compound", require: "any", triggers: [reactive, inner] })).toEqual([
      endless.replace("`trigger`", "`trigger.triggers[1]`"),
    ]);
  });

  test.each([
    { expect: ["syntask.flow-run.*"] },
    { match: { "syntask.resource.id": "syntask.flow-run.*" } },
    { match: { "syntask.resource.name": "nightly" } },
    { posture: "Proactive", within: 10 },
  ])("%j is none", async (more) => {
    expect(await trigger({ type: "event", posture: "Reactive", ...more })).toEqual([]);
  });
});

describe("triggers", () => {
  test.each([
    [
      { type: "metric", metric: {} },
      '`trigger.type` "metric" needs Syntask Cloud; write "event", "compound" or "sequence"',
    ],
    [
      { type: "sequense", triggers: [] },
      '`trigger.type` "sequense" does not exist; did you mean "sequence"?; write "event", "compound" or "sequence"',
    ],
    [{ ...reactive, posture: "reactive" }, '`trigger.posture` is "reactive"; write "Reactive" or "Proactive"'],
    [{ ...reactive, threshold: 0 }, "`trigger.threshold` is 0; write a whole number from 1"],
    [{ ...reactive, within: -1 }, "`trigger.within` is -1; a Reactive trigger needs at least 0 seconds"],
    [
      { ...reactive, posture: "Proactive", within: 5 },
      "`trigger.within` is 5; a Proactive trigger needs at least 10 seconds",
    ],
    [
      { ...reactive, posture: "Proactive" },
      "`trigger.within` is missing; a Proactive trigger needs at least 10 seconds",
    ],
    [{ type: "sequence", triggers: [] }, "`trigger.triggers` is empty; write at least one trigger"],
    [{ type: "compound", require: 2, triggers: [reactive] }, '`trigger.require` is 2; write "any", "all" or 1 to 1'],
    [{ type: "sequence", within: -1, triggers: [reactive] }, "`trigger.within` is -1; write seconds from 0"],
    [
      { type: "compound", require: "2", triggers: [reactive] },
      '`trigger.require` is "2"; write "any", "all" or 1 to 1',
    ],
    [
      { type: "compound", require: "some", triggers: [reactive] },
      '`trigger.require` is "some"; write "any", "all" or 1 to 1',
    ],
    [{ type: "compound", require: 0, triggers: [reactive] }, '`trigger.require` is 0; write "any", "all" or 1 to 1'],
    [
      { type: "compound", require: 1.5, triggers: [reactive, reactive] },
      '`trigger.require` is 1.5; write "any", "all" or 1 to 2',
    ],
    [{ ...reactive, threshold: 1.5 }, "`trigger.threshold` is 1.5; write a whole number from 1"],
    [
      { type: "sequence", triggers: [reactive, { ...reactive, threshold: 0 }] },
      "`trigger.triggers[1].threshold` is 0; write a whole number from 1",
    ],
  ])("%j is refused in one line", async (one, reason) => {
    expect(await trigger(one)).toEqual([reason]);
  });
});

describe("actions", () => {
  test.each([
    [{ type: "run-deploymnt" }, '`actions[0].type` "run-deploymnt" does not exist; did you mean "run-deployment"?'],
    [{ type: "declare-incident" }, '`actions[0].type` "declare-incident" needs Syntask Cloud'],
    [
      { type: "pause-deployment", deploymant: "x" },
      '`actions[0].deploymant` is not part of a pause-deployment action; did you mean "deployment"?',
    ],
    [{ type: "send-notification", block: "x" }, "`actions[0].body` is missing; a send-notification action needs it"],
    [
      { type: "change-flow-run-state", state: "FAILD" },
      '`actions[0].state` "FAILD" is no state; write one of SCHEDULED, PENDING, RUNNING, COMPLETED, FAILED, CANCELLED, CRASHED, PAUSED, CANCELLING',
    ],
  ])("%j is refused in one line", async (one, reason) => {
    expect(await action(one)).toEqual([reason]);
  });
});

test("resources stand for their ids in actions, and the trigger keeps its outputs", async () => {
  const declared = await declare(() => {
    const pool = new syntask.WorkPool("etl", { type: "process" });
    const slack = new syntask.Block("slack", { typeSlug: "slack-webhook", data: { url: "https://example.com" } });
    new syntask.Automation("alerts", {
      trigger: {
        type: "event",
        posture: "Reactive",
        match: { "syntask.resource.id": pulumi.interpolate`syntask.work-pool.${pool.id}` },
      },
      actions: [
        { type: "pause-work-pool", workPool: pool },
        { type: "send-notification", block: slack, body: "paused" },
      ],
    });
  });
  const { inputs } = declared.find(({ name }) => name === "alerts")!;
  expect(inputs.trigger.match).toEqual({ "syntask.resource.id": "syntask.work-pool.etl-id" });
  expect(inputs.actions).toEqual([
    { type: "pause-work-pool", workPool: "etl-id" },
    { type: "send-notification", block: "slack-id", body: "paused" },
  ]);
});

import { CheckFailures } from "../../sdk/src/engine/check-failures";
import {
  type Action,
  actionFromWire,
  actionInputs,
  actionNeeds,
  actionsFromWire,
  actionsToWire,
  actionToWire,
  checkActions,
} from "../../sdk/src/resources/automation-action";

describe("an action in the server's words", () => {
  test.each<[Action, Action]>([
    [{ type: "do-nothing" }, { type: "do-nothing" }],
    [
      { type: "run-deployment", deployment: "1", parameters: { a: 1 }, jobVariables: { b: 2 } },
      { type: "run-deployment", source: "selected", deployment_id: "1", parameters: { a: 1 }, job_variables: { b: 2 } },
    ],
    [{ type: "run-deployment" }, { type: "run-deployment", source: "inferred" }],
    [
      { type: "pause-work-pool", workPool: "1" },
      { type: "pause-work-pool", source: "selected", work_pool_id: "1" },
    ],
    [
      { type: "resume-work-queue", workQueue: "1" },
      { type: "resume-work-queue", source: "selected", work_queue_id: "1" },
    ],
    [
      { type: "pause-automation", automation: "1" },
      { type: "pause-automation", source: "selected", automation_id: "1" },
    ],
    [{ type: "cancel-flow-run" }, { type: "cancel-flow-run" }],
    [{ type: "delete-flow-run" }, { type: "delete-flow-run" }],
    [
      { type: "run-deployment", scheduleAfter: 5 },
      { type: "run-deployment", source: "inferred", schedule_after: 5 },
    ],
    [
      { type: "change-flow-run-state", state: "FAILED", name: "Late", message: "Too late." },
      { type: "change-flow-run-state", state: "FAILED", name: "Late", message: "Too late." },
    ],
    [
      { type: "send-notification", block: "1", body: "b", subject: "s" },
      { type: "send-notification", block_document_id: "1", body: "b", subject: "s" },
    ],
    [
      { type: "call-webhook", block: "1", payload: "p" },
      { type: "call-webhook", block_document_id: "1", payload: "p" },
    ],
  ])("%j, and back", (action, wire) => {
    expect(actionToWire(action)).toEqual(wire);
    expect(actionFromWire({ ...wire, of_the_server: 1 })).toEqual(action);
  });

  test("is read without nulls and defaults, and one that is not known by its type alone", () => {
    expect(actionFromWire({ type: "call-webhook", block_document_id: "1", payload: "" })).toEqual({
      type: "call-webhook",
      block: "1",
    });
    expect(actionFromWire({ type: "send-notification", block_document_id: "1", body: "b", subject: null })).toEqual({
      type: "send-notification",
      block: "1",
      body: "b",
    });
    expect(actionFromWire({ type: "constructor", name: "x" })).toEqual({ type: "constructor" });
  });
});

test("actions that are left out stay so", () => {
  expect(actionInputs(undefined)).toBeUndefined();
  expect(actionInputs([{ type: "run-deployment", deployment: "1" }])).toEqual([
    { type: "run-deployment", deployment: "1" },
  ]);
});

describe("what newer servers know of actions", () => {
  const run = { type: "run-deployment", deployment: "1" };

  test("is asked for by the place of the actions", () => {
    const actions = [run, { ...run, scheduleAfter: 5 }, { type: "delete-flow-run" }, { type: "constructor" }];
    expect(actionNeeds("actionsOnTrigger", actions)).toEqual([
      { property: "actionsOnTrigger", which: "with `scheduleAfter` of a run-deployment action", since: "3.4.18" },
      { property: "actionsOnTrigger", which: "with a delete-flow-run action", since: "3.7.8" },
    ]);
  });

  test("stays by the action's target, where the program does not say it and has not said it", () => {
    const there = [1, 2].map((id) => ({
      ...actionToWire({ ...run, deployment: String(id) }),
      schedule_after: id,
      x: id,
    }));
    const before = [{ ...run, scheduleAfter: 1 }];
    const actions = [{ ...run, deployment: "2" }, run, run];
    expect(actionsToWire(actions, { there, before })).toEqual([
      { ...actionToWire({ ...run, deployment: "2" }), schedule_after: 2, x: 2 },
      { ...actionToWire(run), x: 1 },
      actionToWire(run),
    ]);
  });

  test("is seen where the program says it, or says no actions", () => {
    const there = [{ ...actionToWire(run), schedule_after: 7 }];
    const seen = { ...run, scheduleAfter: 7 };
    expect(actionsFromWire(there, [run])).toEqual([run]);
    expect(actionsFromWire(there, [{ ...run, scheduleAfter: 1 }])).toEqual([seen]);
    expect(actionsFromWire(there, undefined)).toEqual([seen]);
  });

  test.each([
    [{ ...run, scheduleAfter: -1 }, "`actions[0].scheduleAfter` is -1; write seconds from 0"],
    [
      { type: "change-flow-run-state", state: "FAILED", force: "yes" },
      '`actions[0].force` is "yes"; write true or false',
    ],
  ])("is checked: %j", (action, line) => {
    const failures = new CheckFailures();
    checkActions("actions", [action], failures);
    expect(failures.lines).toEqual([line]);
  });
});

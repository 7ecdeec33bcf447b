import { type Action, actionFromWire, actionInputs, actionToWire } from "../../sdk/src/resources/automation-action";

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

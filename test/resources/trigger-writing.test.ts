import type { Trigger } from "../../sdk/src/resources/automation-trigger";
import { triggerLike } from "../../sdk/src/resources/trigger-writing";

const event: Trigger = {
  type: "event",
  posture: "Reactive",
  expect: ["syntask.flow-run.Failed", "syntask.flow-run.Crashed"],
  match: { "syntask.resource.id": "syntask.flow-run.*" },
  threshold: 1,
};
/** How a server of the other dialect has it. */
const observed: Trigger = {
  type: "event",
  posture: "Reactive",
  expect: ["prefect.flow-run.Crashed", "prefect.flow-run.Failed"],
  match: { "prefect.resource.id": "prefect.flow-run.*" },
};

describe("a trigger that changed is written like the one of before", () => {
  test.each<[string, Trigger, Trigger, Trigger]>([
    ["nothing changed", observed, event, event],
    ["a number changed", { ...observed, threshold: 2 }, event, { ...event, threshold: 2 }],
    ["a field is new", { ...observed, within: 60 }, event, { ...event, within: 60 }],
    ["a field is gone", observed, { ...event, within: 60 }, event],
    [
      "a name is new",
      { ...observed, expect: ["a", ...observed.expect!] },
      event,
      {
        ...event,
        expect: [...event.expect!, "a"],
      },
    ],
    [
      "a name is gone",
      { ...observed, expect: ["prefect.flow-run.Crashed"] },
      event,
      {
        ...event,
        expect: ["syntask.flow-run.Crashed"],
      },
    ],
    [
      "labels changed",
      { ...observed, match: { "prefect.resource.id": "a" } },
      event,
      {
        ...event,
        match: { "prefect.resource.id": "a" },
      },
    ],
    [
      "it is of another type",
      { type: "sequence", triggers: [observed] },
      event,
      {
        type: "sequence",
        triggers: [observed],
      },
    ],
  ])("where %s", (_, trigger, before, written) => {
    expect(triggerLike(trigger, before)).toEqual(written);
  });

  test("each of several by itself", () => {
    const before: Trigger = { type: "compound", require: "any", triggers: [event, event] };
    const trigger: Trigger = {
      type: "compound",
      require: "all",
      triggers: [observed, { ...observed, threshold: 3 }, observed],
    };
    expect(triggerLike(trigger, before)).toEqual({
      type: "compound",
      require: "all",
      triggers: [event, { ...event, threshold: 3 }, observed],
    });
  });
});

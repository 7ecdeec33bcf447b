import { deploymentTriggers } from "../../sdk/src/project/deployment-trigger";

const triggerOf = (trigger: object) => deploymentTriggers({ name: "nightly", triggers: [trigger as never] })[0]!;

test.each<[string, object, object]>([
  ["is reactive", { expect: ["a"] }, { type: "event", posture: "Reactive", expect: ["a"] }],
  ["keeps its time", { within: 5 }, { type: "event", posture: "Reactive", within: 5 }],
  ["has ten seconds when it waits", { posture: "Proactive" }, { type: "event", posture: "Proactive", within: 10 }],
  [
    "keeps its time when it waits",
    { posture: "Proactive", within: 0 },
    { type: "event", posture: "Proactive", within: 0 },
  ],
  ["has numbers that stand in quotes", { threshold: "3" }, { type: "event", posture: "Reactive", threshold: 3 }],
  [
    "of others has them too, and words",
    { type: "compound", require: "2", triggers: [{ type: "compound", require: "any", threshold: "x", triggers: [] }] },
    {
      type: "compound",
      require: 2,
      triggers: [{ type: "compound", require: "any", threshold: "x", triggers: [] }],
    },
  ],
  ["has nothing that is null", { match: null, posture: null }, { type: "event", posture: "Reactive" }],
  [
    "has our words",
    { match_related: { a: "b" }, for_each: ["c"] },
    { type: "event", posture: "Reactive", matchRelated: { a: "b" }, forEach: ["c"] },
  ],
  [
    "of newer files has a list of related labels",
    { match_related: [{ a: "b" }, { a: "c" }] },
    { type: "event", posture: "Reactive", matchRelatedAny: [{ a: "b" }, { a: "c" }] },
  ],
  ["has a time that stands in quotes", { within: "60" }, { type: "event", posture: "Reactive", within: 60 }],
  [
    "of others has their fields too",
    { type: "compound", require: 1, within: 9, triggers: [{ for_each: ["c"] }, { type: "sequence", triggers: [] }] },
    {
      type: "compound",
      require: 1,
      within: 9,
      triggers: [
        { type: "event", posture: "Reactive", forEach: ["c"] },
        { type: "sequence", triggers: [] },
      ],
    },
  ],
])("a trigger %s", (_, given, expected) => {
  expect(triggerOf(given).trigger).toEqual(expected);
});

test("a run that starts later is said beside the trigger", () => {
  const { scheduleAfter, trigger } = triggerOf({ expect: ["a"], schedule_after: 90 });
  expect(scheduleAfter).toBe(90);
  expect(trigger).not.toHaveProperty("schedule_after");
});

test("what runs is said beside the trigger", () => {
  expect(triggerOf({ name: "late", description: "It is late.", enabled: false, parameters: { a: 1 } })).toMatchObject({
    name: "late",
    description: "It is late.",
    enabled: false,
    parameters: { a: 1 },
    jobVariables: undefined,
  });
  expect(triggerOf({ job_variables: { b: 2 }, enabled: null })).toMatchObject({
    name: "nightly__automation_1",
    description: "",
    enabled: true,
    parameters: undefined,
    jobVariables: { b: 2 },
  });
});

test("names count on through the list, what is no trigger aside", () => {
  const names = (triggers: unknown) =>
    deploymentTriggers({ name: "n", triggers: triggers as never }).map(({ name }) => name);
  expect(names([{}, { name: "own" }, {}])).toEqual(["n__automation_1", "own", "n__automation_3"]);
  expect([names(null), names(undefined)]).toEqual([[], []]);
});

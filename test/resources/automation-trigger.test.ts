import {
  canonicalTrigger,
  type Trigger,
  triggerFromWire,
  triggerToWire,
  type WireTrigger,
} from "../../sdk/src/resources/automation-trigger";

const event = (more: object = {}) => ({ type: "event", posture: "Reactive", ...more }) as Trigger;
const compound = (more: object = {}) => ({ type: "compound", require: "all", triggers: [event()], ...more }) as Trigger;

describe("two triggers are one", () => {
  test.each<[string, Trigger, Trigger]>([
    ["in another order, and with a name twice", event({ expect: ["b", "a", "b"] }), event({ expect: ["a", "b"] })],
    [
      "with their defaults",
      event(),
      event({ expect: [], after: [], forEach: [], match: {}, matchRelated: {}, threshold: 1, within: 0 }),
    ],
    [
      "in the words of either product",
      event({
        expect: ["prefect.flow-run.Failed"],
        after: ["!prefect.a"],
        forEach: ["prefect.resource.id"],
        match: { "prefect.resource.id": "prefect.flow-run.*" },
        matchRelated: { "prefect.resource.role": ["prefect.a", "b"] },
      }),
      event({
        expect: ["syntask.flow-run.Failed"],
        after: ["!syntask.a"],
        forEach: ["syntask.resource.id"],
        match: { "syntask.resource.id": "syntask.flow-run.*" },
        matchRelated: { "syntask.resource.role": ["syntask.a", "b"] },
      }),
    ],
    ["with a time that is null", compound(), compound({ within: null })],
    [
      "where an inner one is",
      compound({ triggers: [event({ expect: ["prefect.a"], threshold: 1 })] }),
      compound({ triggers: [event({ expect: ["syntask.a"] })] }),
    ],
  ])("%s", (_, left, right) => {
    expect(canonicalTrigger(left)).toEqual(canonicalTrigger(right));
  });

  test.each<[Trigger, Trigger]>([
    [event({ posture: "Proactive" }), event()],
    [event({ threshold: 2 }), event()],
    [event({ within: 1 }), event()],
    [event({ match: { a: "b" } }), event()],
    [event({ match: { a: "b" } }), event({ matchRelated: { a: "b" } })],
    [event({ after: ["a"] }), event({ expect: ["a"] })],
    [event({ forEach: ["a"] }), event()],
    [event({ expect: ["a.syntask.b"] }), event({ expect: ["a.prefect.b"] })],
    [event({ expect: ["syntasks.a"] }), event({ expect: ["prefects.a"] })],
    [compound({ within: 0 }), compound()],
    [compound({ require: "any" }), compound()],
    [compound({ triggers: [] }), compound()],
    [event({ match: { a: ["b", "c"] } }), event({ match: { a: "b" } })],
    [compound({ require: "2" }), compound({ require: 1 })],
  ])("but not %j and %j", (left, right) => {
    expect(canonicalTrigger(left)).not.toEqual(canonicalTrigger(right));
  });
});

describe("a trigger that a language without a choice of types writes", () => {
  test.each<[Trigger, Trigger]>([
    [event({ match: { a: ["b"] } }), event({ match: { a: "b" } })],
    [event({ matchRelated: { a: ["b"], c: ["d", "e"] } }), event({ matchRelated: { a: "b", c: ["d", "e"] } })],
    [compound({ require: "2" }), compound({ require: 2 })],
    [compound({ triggers: [compound({ require: "1" })] }), compound({ triggers: [compound({ require: 1 })] })],
  ])("is the same: %j and %j", (written, inTypeScript) => {
    expect(canonicalTrigger(written)).toEqual(canonicalTrigger(inTypeScript));
  });

  test("has its number sent as one", () => {
    expect(triggerToWire(compound({ require: "2" }), "prefect").require).toBe(2);
    expect(triggerToWire(compound({ require: "any" }), "prefect").require).toBe("any");
  });
});

describe("a trigger in the server's words", () => {
  test.each<[Trigger, WireTrigger]>([
    [
      event({
        expect: ["syntask.flow-run.Failed"],
        match: { "syntask.resource.id": ["syntask.flow-run.*"] },
        matchRelated: { a: "syntask.b" },
        after: ["c"],
        forEach: ["syntask.resource.id"],
        threshold: 3,
        within: 5,
      }),
      {
        type: "event",
        posture: "Reactive",
        expect: ["prefect.flow-run.Failed"],
        match: { "prefect.resource.id": ["prefect.flow-run.*"] },
        match_related: { a: "prefect.b" },
        after: ["c"],
        for_each: ["prefect.resource.id"],
        threshold: 3,
        within: 5,
      },
    ],
    [event(), { type: "event", posture: "Reactive", match_related: {}, for_each: [] }],
    [
      compound({ triggers: [event({ forEach: ["a"] })] }),
      {
        type: "compound",
        require: "all",
        within: null,
        triggers: [{ type: "event", posture: "Reactive", match_related: {}, for_each: ["a"] }],
      },
    ],
    [
      { type: "sequence", within: 60, triggers: [] } as unknown as Trigger,
      { type: "sequence", within: 60, triggers: [] },
    ],
  ])("%j, in the dialect of the server", (trigger, wire) => {
    expect(triggerToWire(trigger, "prefect")).toEqual(wire);
  });

  test("is read without what the server adds", () => {
    const inner = { id: "2", type: "event", posture: "Reactive", expect: ["b", "a"], after: [], match: {} };
    const more = { match_related: { a: "b" }, for_each: ["c"], threshold: 1, within: 0 };
    const read = { type: "event", posture: "Reactive", expect: ["a", "b"], matchRelated: { a: "b" }, forEach: ["c"] };
    expect(triggerFromWire({ ...inner, ...more })).toEqual(read);
    expect(
      triggerFromWire({ id: "1", type: "compound", require: 1, within: null, triggers: [{ ...inner, ...more }] }),
    ).toEqual({ type: "compound", require: 1, triggers: [read] });
    expect(triggerFromWire({ id: "1", type: "sequence", within: 0, triggers: [] })).toEqual({
      type: "sequence",
      within: 0,
      triggers: [],
    });
  });
});

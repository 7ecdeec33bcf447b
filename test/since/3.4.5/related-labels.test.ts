import { raw, unique } from "../../support/raw-api";
import { made, resource } from "../../support/resource";

beforeAll(() => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
});

const labels = [{ "prefect.resource.role": "flow" }, { "prefect.resource.role": ["tag", "work-pool"] }];
const event = { type: "event", posture: "Reactive", expect: ["prefect.flow-run.Failed"] };
const inputs = (trigger: object) => ({ name: unique("automation"), trigger, actions: [{ type: "do-nothing" }] });

test("a list of related labels that somebody set is drift, and is mended", async () => {
  const declared = inputs(event);
  const object = await made("Automation", declared);
  const { id } = object.stored!;
  const { name, trigger, actions } = await raw("GET", `/automations/${id}`);
  await raw("PUT", `/automations/${id}`, { name, actions, trigger: { ...trigger, match_related: labels } });
  await object.refresh();
  expect(object.stored!.inputs.trigger.matchRelatedAny).toEqual(labels);
  expect(await object.up(declared)).toBe("updated");
  await object.refresh();
  expect(await object.preview(declared)).toEqual({ changes: false, replaces: [] });
  await object.destroy();
});

test("`matchRelatedAny` is written as a list in any order, also inside another trigger, and one of one as `matchRelated`", async () => {
  const inner = { ...event, matchRelatedAny: [...labels].reverse() };
  const declared = inputs({ type: "compound", require: "any", within: 60, triggers: [inner, event] });
  const object = await made("Automation", declared);
  const { trigger } = await raw("GET", `/automations/${object.stored!.id}`);
  expect(trigger.triggers[0].match_related).toEqual([...labels].reverse());
  await object.refresh();
  expect(await object.preview(declared)).toEqual({ changes: false, replaces: [] });
  const swapped = { ...declared.trigger, triggers: [{ ...event, matchRelatedAny: labels }, event] };
  expect(await object.preview({ ...declared, trigger: swapped })).toEqual({ changes: false, replaces: [] });
  await object.destroy();

  const one = inputs({ ...event, matchRelatedAny: [labels[0]] });
  const alone = await made("Automation", one);
  await alone.refresh();
  expect(await alone.preview({ ...one, trigger: { ...event, matchRelated: labels[0] } })).toEqual({
    changes: false,
    replaces: [],
  });
  await alone.destroy();
});

test("`matchRelatedAny` beside `matchRelated` is refused", async () => {
  const trigger = { ...event, matchRelated: labels[0], matchRelatedAny: labels };
  expect(await resource("Automation").check(inputs(trigger))).toEqual([
    expect.stringContaining(
      "`trigger.matchRelatedAny` is given beside `matchRelated`; write all labels in one of them",
    ),
  ]);
});

test("a variable may have dashes in its name, and is one of the server's own words still", async () => {
  const object = await made("Variable", { name: unique("batch-size"), value: 1 });
  await object.destroy();
  expect(await resource("Variable").check({ name: "Batch-Size", value: 1 })).toEqual([
    expect.stringContaining("may hold only lowercase letters, digits, underscores and dashes"),
  ]);
});

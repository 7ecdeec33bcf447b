import { raw, unique } from "../../support/raw-api";
import { made } from "../../support/resource";

beforeAll(() => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
});

const declared = () => ({
  name: unique("automation"),
  trigger: { type: "event", posture: "Reactive", expect: ["prefect.flow-run.Failed"] },
  actions: [{ type: "do-nothing" }],
});

test("tags that somebody gave to an automation are no drift, and stay with every update", async () => {
  const inputs = declared();
  const object = await made("Automation", inputs);
  const address = `/automations/${object.stored!.id}`;
  const { trigger, actions } = await raw("GET", address);
  await raw("PUT", address, { name: inputs.name, trigger, actions, tags: ["theirs"] });
  await object.refresh();
  expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
  expect(await object.up({ ...inputs, description: "new" })).toBe("updated");
  expect((await raw("GET", address)).tags).toEqual(["theirs"]);
  await object.destroy();
});

test("`tags` are written, seen as drift in any order, and taken away", async () => {
  const inputs = { ...declared(), tags: ["b", "a"] };
  const object = await made("Automation", inputs);
  const address = `/automations/${object.stored!.id}`;
  expect(new Set((await raw("GET", address)).tags)).toEqual(new Set(["a", "b"]));
  await object.refresh();
  expect(await object.preview({ ...inputs, tags: ["a", "b"] })).toEqual({ changes: false, replaces: [] });
  const { name, trigger, actions } = await raw("GET", address);
  await raw("PUT", address, { name, trigger, actions, tags: ["c"] });
  await object.refresh();
  expect(await object.up(inputs)).toBe("updated");
  expect(new Set((await raw("GET", address)).tags)).toEqual(new Set(["a", "b"]));
  const { tags: _, ...without } = inputs;
  expect(await object.up(without)).toBe("updated");
  expect((await raw("GET", address)).tags).toEqual([]);
  await object.destroy();
});

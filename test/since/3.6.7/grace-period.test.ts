import { raw, unique } from "../../support/raw-api";
import { made } from "../../support/resource";

beforeAll(() => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
});

const declared = () => ({
  name: unique("deployment"),
  flow: unique("flow"),
  entrypoint: "etl.py:main",
  concurrencyLimit: 2,
});
const optionsOf = async (id: string) => (await raw("GET", `/deployments/${id}`)).concurrency_options;

test("a grace period that somebody set stays when the strategy changes, and when the program stops to say one", async () => {
  const inputs = declared();
  const object = await made("Deployment", inputs);
  const { id } = object.stored!;
  await raw("PATCH", `/deployments/${id}`, {
    concurrency_options: { collision_strategy: "ENQUEUE", grace_period_seconds: 90 },
  });
  await object.refresh();
  expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
  await object.up({ ...inputs, collisionStrategy: "CANCEL_NEW" });
  expect(await optionsOf(id)).toEqual({ collision_strategy: "CANCEL_NEW", grace_period_seconds: 90 });
  await object.up(inputs);
  expect(await optionsOf(id)).toEqual({ collision_strategy: "ENQUEUE", grace_period_seconds: 90 });
  await object.refresh();
  expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
  await object.destroy();
});

test("`gracePeriodSeconds` is written, seen as drift, and taken away", async () => {
  const inputs = { ...declared(), gracePeriodSeconds: 120 };
  const object = await made("Deployment", inputs);
  const { id } = object.stored!;
  expect(await optionsOf(id)).toEqual({ collision_strategy: "ENQUEUE", grace_period_seconds: 120 });
  await object.refresh();
  expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
  await raw("PATCH", `/deployments/${id}`, {
    concurrency_options: { collision_strategy: "ENQUEUE", grace_period_seconds: 600 },
  });
  await object.refresh();
  expect(await object.up(inputs)).toBe("updated");
  expect((await optionsOf(id)).grace_period_seconds).toBe(120);
  const { gracePeriodSeconds: _, ...without } = inputs;
  expect(await object.up(without)).toBe("updated");
  expect((await optionsOf(id))?.grace_period_seconds ?? null).toBeNull();
  await object.destroy();
});

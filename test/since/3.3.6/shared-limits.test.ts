import { raw, unique } from "../../support/raw-api";
import { made, resource } from "../../support/resource";

beforeAll(() => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
});

const declared = () => ({ name: unique("deployment"), flow: unique("flow"), entrypoint: "etl.py:main" });
const limitOf = async (id: string) => (await raw("GET", `/deployments/${id}`)).global_concurrency_limit;
const makeLimit = async (limit = 4): Promise<string> =>
  (await raw("POST", "/v2/concurrency_limits/", { name: unique("shared"), limit })).id;
const numberOf = async (limit: string): Promise<number> => (await raw("GET", `/v2/concurrency_limits/${limit}`)).limit;
const step = (directory: string) => ({ "prefect.deployments.steps.set_working_directory": { directory } });

/** A deployment that says nothing of limits, to which somebody else gave one that others have too. */
async function boundByHand(more: object = {}) {
  const inputs = { ...declared(), ...more };
  const object = await made("Deployment", inputs);
  const { id } = object.stored!;
  const limit = await makeLimit();
  await raw("PATCH", `/deployments/${id}`, { global_concurrency_limit_id: limit });
  return { inputs, object, id, limit };
}

describe("a limit that somebody else gave to a deployment", () => {
  test("is no drift, and stays with every update", async () => {
    const { inputs, object, id, limit } = await boundByHand();
    await object.refresh();
    expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
    const references = { parameters: { day: { __prefect_kind: "jinja", template: "{{ 1 }}" } } };
    for (const change of [{ tags: ["a"] }, { pullSteps: [step("/a")] }, references]) {
      await object.up({ ...inputs, ...change });
      expect(await numberOf(limit)).toBe(4);
      expect((await limitOf(id)).id).toBe(limit);
    }
    await object.destroy();
  });

  test("is not deleted with the deployment", async () => {
    const { object, limit } = await boundByHand();
    await object.destroy();
    expect(await numberOf(limit)).toBe(4);
  });

  test("is not changed to the number that the program says: the deployment gets one of its own again", async () => {
    const { inputs, object, id, limit } = await boundByHand({ pullSteps: [step("/a")] });
    const news = { ...inputs, concurrencyLimit: 2, pullSteps: [step("/b")] };
    expect(await object.up(news)).toBe("updated");
    expect(await numberOf(limit)).toBe(4);
    expect(await limitOf(id)).toMatchObject({ name: `deployment:${id}`, limit: 2 });
    await object.refresh();
    expect(await object.preview(news)).toEqual({ changes: false, replaces: [] });
    await object.destroy();
  });
});

describe("`globalConcurrencyLimit`", () => {
  test("is the limit of several deployments, and survives them", async () => {
    const limit = await made("GlobalConcurrencyLimit", { name: unique("warehouse"), limit: 5 });
    const globalConcurrencyLimit = limit.stored!.id;
    const inputs = [declared(), declared()].map((one) => ({ ...one, globalConcurrencyLimit }));
    const deployments = await Promise.all(inputs.map((one) => made("Deployment", one)));
    for (const [index, one] of deployments.entries()) {
      expect((await limitOf(one.stored!.id)).id).toBe(globalConcurrencyLimit);
      await one.refresh();
      expect(await one.preview(inputs[index]!)).toEqual({ changes: false, replaces: [] });
    }
    await deployments[0]!.destroy();
    expect(await limit.refresh()).toBe(true);
    const { globalConcurrencyLimit: _, ...without } = inputs[1]!;
    expect(await deployments[1]!.up({ ...without, tags: ["a"] })).toBe("updated");
    expect(await limitOf(deployments[1]!.stored!.id)).toBeNull();
    expect(await limit.refresh()).toBe(true);
    await deployments[1]!.destroy();
    await limit.destroy();
  });

  test("takes the place of a number, and a number that of it", async () => {
    const [limit, own] = [await makeLimit(), declared()];
    const object = await made("Deployment", { ...own, concurrencyLimit: 3 });
    const { id } = object.stored!;
    expect(await object.up({ ...own, globalConcurrencyLimit: limit })).toBe("updated");
    expect(await limitOf(id)).toMatchObject({ id: limit, limit: 4 });
    const back = { ...own, concurrencyLimit: 3 };
    expect(await object.up(back)).toBe("updated");
    expect(await limitOf(id)).toMatchObject({ name: `deployment:${id}`, limit: 3 });
    expect(await numberOf(limit)).toBe(4);
    await object.refresh();
    expect(await object.preview(back)).toEqual({ changes: false, replaces: [] });
    await object.destroy();
  });

  test("that somebody changed is drift, and is refused beside a number", async () => {
    const [limit, other] = [await makeLimit(), await makeLimit()];
    const inputs = { ...declared(), globalConcurrencyLimit: limit };
    const object = await made("Deployment", inputs);
    await raw("PATCH", `/deployments/${object.stored!.id}`, { global_concurrency_limit_id: other });
    await object.refresh();
    expect(await object.up(inputs)).toBe("updated");
    expect((await limitOf(object.stored!.id)).id).toBe(limit);
    expect(await resource("Deployment").check({ ...inputs, name: unique("x"), concurrencyLimit: 1 })).toEqual([
      expect.stringMatching(/`globalConcurrencyLimit` is given beside `concurrencyLimit`; .* write one$/),
    ]);
    await object.destroy();
  });
});

import { raw, unique } from "../support/raw-api";
import { made } from "../support/resource";

async function makePool(): Promise<string> {
  const name = unique("pool");
  await made("WorkPool", { name, type: "process" });
  return name;
}

describe("traps of api.md, section 5", () => {
  test("the default queue of a pool is taken over, and stays when it is destroyed", async () => {
    const info = jest.spyOn(console, "info").mockImplementation();
    const workPool = await makePool();
    const queue = await made("WorkQueue", { name: "default", workPool, concurrencyLimit: 2, adopt: true });
    await queue.destroy();
    expect(info.mock.calls.flat()).toContain(
      `work queue "${workPool}/default" stays: every pool keeps its default queue`,
    );
    expect(await raw("GET", `/work_pools/${workPool}/queues/default`)).toMatchObject({ concurrency_limit: 2 });
    info.mockRestore();
  });

  test("a priority that is left to the server is no drift when another queue takes its place", async () => {
    const workPool = await makePool();
    const inputs = { name: "slow", workPool };
    const queue = await made("WorkQueue", inputs);
    await made("WorkQueue", { name: "urgent", workPool, priority: 1 });
    await queue.refresh();
    expect(await queue.preview(inputs)).toEqual({ changes: false, replaces: [] });
  });

  test("a queue keeps working under a name with a space and a dash", async () => {
    const workPool = await makePool();
    const inputs = { name: "very urgent-ünd more", workPool, description: "first" };
    const queue = await made("WorkQueue", inputs);
    await queue.up({ ...inputs, description: "second" });
    await queue.refresh();
    expect(queue.stored!.inputs).toMatchObject({ description: "second" });
    await queue.destroy();
  });
});

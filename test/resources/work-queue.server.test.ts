import { raw, unique } from "../support/raw-api";
import { failureOf, made } from "../support/resource";
import { listen } from "../support/said";

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

describe("a queue that deployments use", () => {
  const said = listen();

  async function usedQueue(more: object = {}) {
    const workPool = await makePool();
    const inputs = { name: "urgent", workPool, ...more };
    const queue = await made("WorkQueue", inputs);
    const flow = unique("flow");
    const { id } = (
      await made("Deployment", { name: "theirs", flow, entrypoint: "a.py:a", workPool, workQueue: "urgent" })
    ).stored!;
    return { inputs, queue, deployment: () => raw("GET", `/deployments/${id}`) };
  }

  test("is not deleted, and the refusal names them", async () => {
    const { inputs, queue, deployment } = await usedQueue();
    expect(await failureOf(queue.destroy())).toBe(
      `work queue "${inputs.workPool}/urgent": is used by deployment "theirs", which would have no pool then; move it to another queue, or run \`pulumi up\` with \`forceDestroy: true\` on this one first`,
    );
    expect(await deployment()).toMatchObject({ work_pool_name: inputs.workPool, work_queue_name: "urgent" });
  });

  test("is deleted with forceDestroy", async () => {
    const { queue, deployment } = await usedQueue({ forceDestroy: true });
    await queue.destroy();
    expect(await deployment()).toMatchObject({ work_pool_name: null });
  });

  test("that somebody else made anew is left as it is", async () => {
    const workPool = await makePool();
    const queue = await made("WorkQueue", { name: "slow", workPool });
    await raw("DELETE", `/work_pools/${workPool}/queues/slow`);
    const { id } = await raw("POST", `/work_pools/${workPool}/queues`, { name: "slow" });
    await queue.destroy();
    expect(await raw("GET", `/work_pools/${workPool}/queues/slow`)).toMatchObject({ id });
    expect(said()).toContain(
      `work queue "${workPool}/slow" was deleted on the server; another one of its name, made since, stays`,
    );
  });
});

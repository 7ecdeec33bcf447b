import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const program = (pool: string, type: string) => `
const pool = new syntask.WorkPool("pool", { name: "${pool}", type: "${type}", forceDestroy: true });
const queue = new syntask.WorkQueue("urgent", { workPool: pool, concurrencyLimit: 2, forceDestroy: true });
new syntask.Deployment("plain", { flow: "${pool}", entrypoint: "a.py:a", workPool: pool });
new syntask.Deployment("queued", { flow: "${pool}", entrypoint: "a.py:a", workPool: pool, workQueue: queue });
`;

test("a pool of another type keeps every deployment, also those that the stack does not know", async () => {
  const pool = unique("pool");
  const stack = await Stack.create({
    program: program(pool, "process"),
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
  });
  try {
    await stack.up();
    const { id: flow_id } = await raw("GET", `/flows/name/${pool}`);
    await raw("POST", `/work_pools/${pool}/queues`, { name: "by hand", concurrency_limit: 7 });
    const place = { work_pool_name: pool, work_queue_name: "by hand" };
    await raw("POST", "/deployments/", { name: "theirs", flow_id, parameter_openapi_schema: {}, ...place });

    await stack.write(program(pool, "docker"));
    await stack.up();
    const queueOf = async (name: string) => {
      const { work_pool_name, work_queue_name } = await raw("GET", `/deployments/name/${pool}/${name}`);
      return [work_pool_name, work_queue_name];
    };
    expect(await queueOf("plain")).toEqual([pool, "default"]);
    expect(await queueOf("queued")).toEqual([pool, "urgent"]);
    expect(await queueOf("theirs")).toEqual([pool, "by hand"]);
    expect(await raw("GET", `/work_pools/${pool}`)).toMatchObject({ type: "docker" });
    expect(await raw("GET", `/work_pools/${pool}/queues/urgent`)).toMatchObject({ concurrency_limit: 2 });
    expect(await raw("GET", `/work_pools/${pool}/queues/by%20hand`)).toMatchObject({ concurrency_limit: 7 });
    await stack.preview("--refresh", "--expect-no-changes");
    await raw("DELETE", `/deployments/${(await raw("GET", `/deployments/name/${pool}/theirs`)).id}`);
  } finally {
    await stack.remove();
  }
});

import { type Loss, LossyProxy } from "../support/lossy-proxy";
import { raw, serverUrl, unique } from "../support/raw-api";
import { resource } from "../support/resource";

let proxy: LossyProxy;
beforeEach(async () => {
  proxy = await LossyProxy.start(serverUrl());
});
afterEach(() => proxy.stop());

const losses: Loss[] = ["reset before", "reset after", "half an answer", "503 after", "502 before"];

describe("an automation whose answer is lost is there once, and is the one in the state", () => {
  test.each(losses)("%s", async (loss) => {
    const name = unique("lost");
    const automation = resource("Automation", { "syntask:apiUrl": proxy.url });
    proxy.lose("POST /automations/", loss);
    await automation.up({
      name,
      trigger: { type: "event", posture: "Reactive", expect: ["a.b"] },
      actions: [{ type: "do-nothing" }],
    });
    expect(proxy.waiting).toBe(0);
    const found = await raw("POST", "/automations/filter", { automations: { name: { any_: [name] } } });
    expect(found).toMatchObject([{ id: automation.stored!.id }]);
    await automation.destroy();
  });
});

describe("a pool whose answers are lost is made, changed, read and deleted", () => {
  test.each(losses)("%s", async (loss) => {
    const pool = resource("WorkPool", { "syntask:apiUrl": proxy.url });
    const inputs = { name: unique("lost"), type: "process" };
    proxy.lose("POST /work_pools/", loss);
    await pool.up(inputs);
    proxy.lose(`PATCH /work_pools/${inputs.name}`, loss);
    await pool.up({ ...inputs, description: "again" });
    proxy.lose("POST /work_pools/filter", loss);
    expect(await pool.refresh()).toBe(true);
    proxy.lose(`DELETE /work_pools/${inputs.name}`, loss);
    await pool.destroy();
    expect(proxy.waiting).toBe(0);
    await expect(raw("GET", `/work_pools/${inputs.name}`)).rejects.toMatchObject({ status: 404 });
  });
});

test("an answer of 404 that breaks off in the middle is asked for again", async () => {
  const flow = resource("Flow", { "syntask:apiUrl": proxy.url });
  const name = unique("lost");
  // The preview's look, which is given up without a word, and the one before the flow is made.
  for (let look = 0; look < 2; look++) proxy.lose(`GET /flows/name/${name}`, "half an answer");
  await flow.up({ name });
  expect(proxy.waiting).toBe(0);
  await flow.destroy();
});

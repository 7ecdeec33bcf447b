import { raw, unique } from "../support/raw-api";
import { made } from "../support/resource";

describe("traps of api.md, section 2", () => {
  test("destroying a flow that still has deployments says so and leaves both in place", async () => {
    const info = jest.spyOn(console, "info").mockImplementation();
    const name = unique("flow");
    const flow = await made("Flow", { name });
    const { id } = flow.stored!;
    const deployment = await made("Deployment", { name: "theirs", flow: name, entrypoint: "etl.py:main" });
    await flow.destroy();
    expect(info.mock.calls.flat()).toContain(
      `flow "${name}" stays on the server: 1 deployment and 0 runs would be deleted with it`,
    );
    expect(await raw("GET", `/flows/${id}`)).toMatchObject({ name });
    expect(await deployment.refresh()).toBe(true);
    info.mockRestore();
  });

  test("an existing flow with the same tags is taken over, also in another order", async () => {
    const name = unique("flow");
    const { id } = await raw("POST", "/flows/", { name, tags: ["b", "a"] });
    const flow = await made("Flow", { name, tags: ["a", "b"] });
    expect(flow.stored!.id).toBe(id);
  });
});

test("destroying a flow that has runs and no deployments says so and leaves its history in place", async () => {
  const info = jest.spyOn(console, "info").mockImplementation();
  const name = unique("flow");
  const flow = await made("Flow", { name });
  const { id } = flow.stored!;
  const run = await raw("POST", "/flow_runs/", { flow_id: id, name: "history" });
  await flow.destroy();
  expect(info.mock.calls.flat()).toContain(
    `flow "${name}" stays on the server: 0 deployments and 1 run would be deleted with it`,
  );
  expect(await raw("GET", `/flow_runs/${run.id}`)).toMatchObject({ flow_id: id });
  info.mockRestore();
});

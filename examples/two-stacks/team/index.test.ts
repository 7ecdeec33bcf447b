import * as pulumi from "@pulumi/pulumi";

/** What the program declares, by type and name. */
const declared = new Map<string, Record<string, unknown>>();

beforeAll(async () => {
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        declared.set(`${type.split(":").at(-1)} ${name}`, inputs);
        const outputs = {
          workPool: "shared",
          nightlyQueue: "nightly",
          warehouseLimit: "warehouse",
          warehousePassword: "…",
        };
        return { id: `${name}-id`, state: type === "pulumi:pulumi:StackReference" ? { ...inputs, outputs } : inputs };
      },
      call: ({ token, inputs }) => (token === "syntask:index:getWorkPool" ? { ...inputs, type: "process" } : inputs),
    },
    "team",
    "dev",
  );
  await pulumi.runtime.runInPulumiStack(async () => import("./index.js"));
  await pulumi.runtime.disconnect();
});

test("pipelines run in the pool of the platform, by night", () => {
  for (const name of ["ledger", "invoices"]) {
    expect(declared.get(`Deployment ${name}`)).toMatchObject({ workPool: "shared", workQueue: "nightly" });
  }
});

test("a pipeline has a schedule for each of its times", () => {
  const schedules = [...declared].filter(([name]) => name.startsWith("DeploymentSchedule invoices"));
  expect(schedules.map(([, { cron }]) => cron)).toEqual(["0 6 * * *", "30 18 * * *"]);
});

test("each flow and deployment names its team", () => {
  const owned = [...declared].filter(([name]) => /^(Flow|Deployment) /.test(name));
  expect(owned.map(([, { tags }]) => tags)).toEqual(Array(5).fill(["team:finance"]));
});

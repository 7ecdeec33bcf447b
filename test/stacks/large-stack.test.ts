import { stub } from "../../sdk/src/provider/stub";
import { CountingProxy } from "../support/counting-proxy";
import { raw, serverUrl } from "../support/raw-api";
import { Stack } from "../support/stack";

/** Short, as the names of people are: they appear in the state many times. */
const prefix = `etl-${Date.now().toString(36).slice(-3)}`;
const count = 100;

const program = `
const workPool = new syntask.WorkPool("${prefix}", { type: "process" });
const storage = new syntask.LocalFlowStorage("flows", { path: "/srv/flows" });
for (let i = 0; i < ${count}; i++) {
  const flow = new syntask.Flow("${prefix}-" + i);
  new syntask.Deployment("nightly-" + i, {
    flow, entrypoint: "etl.py:main", storage, workPool,
    schedules: [
      { cron: i % 60 + " 6 * * *", timezone: "Europe/Berlin", maxActiveRuns: 1 },
      { rrule: "FREQ=WEEKLY;BYDAY=MO" },
    ],
    parameters: { size: i }, tags: ["etl"], description: "Number " + i,
  });
}
`;

let stack: Stack;
let proxy: CountingProxy;
beforeAll(async () => {
  proxy = await CountingProxy.start(serverUrl());
  stack = await Stack.create({ program, config: { "syntask:apiUrl": proxy.url, "syntask:dialect": "prefect" } });
});
afterAll(async () => {
  await stack.remove();
  await proxy.stop();
});

test("an up that is killed in the middle is finished by the next one, and nothing is doubled", async () => {
  const up = stack.start("up", "--yes", "--skip-preview");
  while (proxy.total() < count) await new Promise((resolve) => setTimeout(resolve, 20));
  await up.kill();
  const halfway = await made();
  expect(halfway.length).toBeLessThan(count);

  await stack.mendState();
  await stack.up();
  expect(await made()).toHaveLength(count);
  expect((await made()).map(({ id }) => id)).toEqual(expect.arrayContaining(halfway.map(({ id }) => id)));
  await stack.preview("--refresh", "--expect-no-changes");
});

interface Resource {
  type: string;
  inputs: { __provider: string };
  stackTrace?: unknown;
  sourcePosition?: unknown;
}

test("the state holds no code and at most 3 kB a deployment, its flow and schedules included", async () => {
  const { checkpoint } = JSON.parse(await stack.state());
  const resources: Resource[] = checkpoint.latest.resources;
  const own = resources.filter(({ type }) => /syntask:(Deployment|Flow)$/.test(type));
  expect(own).toHaveLength(2 * count);
  // Pulumi adds where the program stands, which is longer or shorter from clone to clone.
  const stored = own.map(({ stackTrace, sourcePosition, ...rest }) => rest);
  expect(JSON.stringify(stored).length / count).toBeLessThan(3_000);
  const stubs = new Set(own.map(({ inputs }) => inputs.__provider));
  expect([...stubs].sort()).toEqual([stub("Deployment"), stub("Flow")]);
});

test("a refresh reads many objects by each call", async () => {
  proxy.reset();
  await stack.refresh();
  expect(proxy.total()).toBeLessThanOrEqual((2 * count) / 10);
});

const made = async (): Promise<{ id: string }[]> =>
  raw("POST", "/deployments/filter", { flows: { name: { like_: `${prefix}-` } }, limit: 200 });

import { CountingProxy } from "../support/counting-proxy";
import { serverUrl } from "../support/raw-api";
import { Stack } from "../support/stack";

const prefix = `many-${Date.now().toString(36).slice(-4)}`;
const count = 500;
const mostCalls = 10;

const program = (declaration: string) => `
for (let i = 0; i < ${count}; i++) { const name = "${prefix}-" + i; ${declaration} }
`;

let proxy: CountingProxy;
beforeAll(async () => {
  proxy = await CountingProxy.start(serverUrl());
});
afterAll(() => proxy.stop());

test.each([
  [
    "deployments",
    'new syntask.Deployment(name, { flow: "many", entrypoint: "etl.py:main", schedules: [{ interval: 60 }] });',
  ],
  ["variables", 'new syntask.Variable(name.replaceAll("-", "_"), { value: i });'],
  ["blocks", 'new syntask.Secret(name, { value: "secret " + i });'],
])("a refresh of 500 %s takes at most 10 calls", async (_, declaration) => {
  const stack = await Stack.create({
    program: program(declaration),
    config: { "syntask:apiUrl": proxy.url, "syntask:dialect": "prefect" },
    // The state is written once and not after each of 500 steps.
    environment: { PULUMI_EXPERIMENTAL: "1", PULUMI_SKIP_CHECKPOINTS: "1" },
  });
  try {
    await stack.up();
    proxy.reset();
    expect(await stack.refresh()).toContain(`${count + 1} unchanged`);
    expect(proxy.total()).toBeGreaterThan(0);
    expect(proxy.total()).toBeLessThanOrEqual(mostCalls);
  } finally {
    await stack.remove();
  }
});

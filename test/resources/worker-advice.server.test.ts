import { CountingProxy } from "../support/counting-proxy";
import { raw, serverUrl, unique } from "../support/raw-api";
import { resource } from "../support/resource";

let info: jest.SpyInstance;

beforeEach(() => {
  info = jest.spyOn(console, "info").mockImplementation(() => {});
});
afterEach(() => info.mockRestore());

const said = (): string[] => info.mock.calls.flat();

const start = (pool: string, type: string): string =>
  `work pool "${pool}" has no worker online; start one: \`PREFECT_API_URL=${serverUrl()} prefect worker start --pool ${pool} --type ${type}\``;

test.each([
  ["process", ""],
  ["docker", "; the worker needs the Python package prefect-docker"],
  ["ecs", "; the worker needs the Python package prefect-aws"],
])("a new pool of type %s says how to start a worker, once", async (type, needed) => {
  const name = unique("pool");
  const pool = resource("WorkPool");
  await pool.up({ name, type });
  await pool.up({ name, type, description: "flows" });
  expect(said()).toEqual([start(name, type) + needed]);
  await pool.destroy();
});

test("a pool whose worker is online says nothing", async () => {
  const name = unique("pool");
  await raw("POST", "/work_pools/", { name, type: "process" });
  await raw("POST", `/work_pools/${name}/workers/heartbeat`, { name: "worker" });
  const pool = resource("WorkPool");
  await pool.up({ name, type: "process", adopt: true, description: "flows" });
  expect(said().join()).not.toContain("worker");
  await pool.destroy();
});

test("a deployment in a pool of somebody else's says it, and with which package the code is fetched", async () => {
  const name = unique("pool");
  await raw("POST", "/work_pools/", { name, type: "process" });
  const pullSteps = [
    { "prefect.deployments.steps.set_working_directory": { directory: "/" } },
    { "prefect_gcp.deployments.steps.pull_from_gcs": { bucket: "flows", folder: "etl/" } },
  ];
  const inputs = { flow: "etl", entrypoint: "etl.py:main", workPool: name, pullSteps };
  for (const deployment of ["hourly", "nightly"]) await resource("Deployment").up({ ...inputs, name: deployment });
  expect(said()).toEqual([
    start(name, "process"),
    `flows of work pool "${name}" are fetched with prefect_gcp: the worker needs the Python packages prefect-gcp and google-cloud-storage`,
  ]);
  await raw("DELETE", `/work_pools/${name}`);
});

test("a name that a shell would split is quoted, and a key is not printed", async () => {
  const name = unique("my pool");
  const proxy = await CountingProxy.start(serverUrl(), { key: "sesame" });
  const pool = resource("WorkPool", { "syntask:apiUrl": proxy.url, "syntask:apiKey": "sesame" });
  try {
    await pool.up({ name, type: "process" });
    expect(said()).toEqual([expect.stringContaining(`PREFECT_API_KEY=… prefect worker start --pool "${name}" --type`)]);
    await pool.destroy();
  } finally {
    await proxy.stop();
  }
});

test("a pool that does not change is not looked at", async () => {
  const name = unique("pool");
  const proxy = await CountingProxy.start(serverUrl());
  const pool = resource("WorkPool", { "syntask:apiUrl": proxy.url });
  try {
    await pool.up({ name, type: "process" });
    proxy.reset();
    info.mockClear();
    expect(await pool.up({ name, type: "process" })).toBe("unchanged");
    expect(proxy.calls).toEqual({});
    expect(said()).toEqual([]);
    await pool.destroy();
  } finally {
    await proxy.stop();
  }
});

import { CountingProxy } from "../support/counting-proxy";
import { raw, serverUrl, unique } from "../support/raw-api";
import { made, resource } from "../support/resource";

let info: jest.SpyInstance;

beforeEach(() => {
  info = jest.spyOn(console, "info").mockImplementation(() => {});
});
afterEach(() => info.mockRestore());

const said = (): string[] => info.mock.calls.flat();

const start = (pool: string, type: string): string =>
  `work pool "${pool}" has no worker online; start one: \`PREFECT_API_URL=${serverUrl()} prefect worker start --pool ${pool} --type ${type}\``;

const pullSteps = [{ "prefect.deployments.steps.set_working_directory": { directory: "/" } }];

/** A deployment in a pool. */
const inputsIn = (workPool: string) => ({
  flow: "etl",
  name: workPool,
  entrypoint: "etl.py:main",
  workPool,
  pullSteps,
});

test.each([
  ["process", ""],
  ["docker", "; the worker needs the Python package prefect-docker"],
  ["ecs", "; the worker needs the Python package prefect-aws"],
])("the first deployment in a pool of type %s says how to start a worker, once", async (type, needed) => {
  const name = unique("pool");
  const [pool, deployment] = [resource("WorkPool"), resource("Deployment")];
  await pool.up({ name, type });
  expect(said()).toEqual([]);
  await deployment.up(inputsIn(name));
  await deployment.up({ ...inputsIn(name), description: "flows" });
  expect(said()).toEqual([start(name, type) + needed]);
  await deployment.destroy();
  await pool.destroy();
});

test("nothing is said of a pool whose worker is online", async () => {
  const name = unique("pool");
  await raw("POST", "/work_pools/", { name, type: "process" });
  await raw("POST", `/work_pools/${name}/workers/heartbeat`, { name: "worker" });
  const deployment = await made("Deployment", inputsIn(name));
  expect(said().join()).not.toContain("worker");
  await deployment.destroy();
  await raw("DELETE", `/work_pools/${name}`);
});

test("nothing is said of a pool for which the program runs a worker", async () => {
  const name = unique("pool");
  await raw("POST", "/work_pools/", { name, type: "process" });
  const reasons = await resource("WorkerOnline").check({ workPool: name, workerName: "etl" });
  expect(reasons).toEqual([]);
  const deployment = await made("Deployment", inputsIn(name));
  expect(said()).toEqual([]);
  await deployment.destroy();
  await raw("DELETE", `/work_pools/${name}`);
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
  await raw("POST", "/work_pools/", { name, type: "process" });
  const proxy = await CountingProxy.start(serverUrl(), { key: "sesame" });
  try {
    const config = { "syntask:apiUrl": proxy.url, "syntask:apiKey": "sesame" };
    const deployment = resource("Deployment", config);
    await deployment.up(inputsIn(name));
    expect(said()).toEqual([expect.stringContaining(`PREFECT_API_KEY=… prefect worker start --pool "${name}" --type`)]);
    await deployment.destroy();
  } finally {
    await raw("DELETE", `/work_pools/${encodeURIComponent(name)}`);
    await proxy.stop();
  }
});

test("for a deployment that does not change nothing is looked at", async () => {
  const name = unique("pool");
  await raw("POST", "/work_pools/", { name, type: "process" });
  const proxy = await CountingProxy.start(serverUrl());
  const deployment = resource("Deployment", { "syntask:apiUrl": proxy.url });
  try {
    await deployment.up(inputsIn(name));
    proxy.reset();
    info.mockClear();
    expect(await deployment.up(inputsIn(name))).toBe("unchanged");
    expect(proxy.calls).toEqual({});
    expect(said()).toEqual([]);
    await deployment.destroy();
  } finally {
    await raw("DELETE", `/work_pools/${name}`);
    await proxy.stop();
  }
});

import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { LocalWorker } from "../../sdk/src/worker/local-worker";
import { raw, serverUrl, unique } from "../support/raw-api";
import { SmallEngine } from "../support/small-engine";
import { until } from "../support/until";

const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
const home = mkdtempSync(join(tmpdir(), "pulumi-syntask-local-"));
const python = dirname(process.env.PULUMI_SYNTASK_PYTHON!);

let workPool: string;
let engine: SmallEngine;
beforeEach(async () => {
  process.env.XDG_STATE_HOME = home;
  workPool = unique("local");
  await raw("POST", "/work_pools/", { name: workPool, type: "process" });
  engine = new SmallEngine("LocalWorker", config);
});
afterEach(() => engine.destroy());
afterAll(() => {
  delete process.env.XDG_STATE_HOME;
  rmSync(home, { recursive: true, force: true });
});

const inputs = (others: object = {}) => ({
  workPool,
  python,
  environment: { PREFECT_HOME: home },
  secrets: { TOKEN: "hush" },
  ...others,
});
const workers = async () =>
  (await raw<{ name: string; status: string }[]>("POST", `/work_pools/${workPool}/workers/filter`, {})).sort((a, b) =>
    a.name.localeCompare(b.name),
  );
const isThere = (processId: number): boolean => {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
};

test("a worker is online when it is made, and gone with its record when it is destroyed", async () => {
  expect(await engine.up(inputs())).toBe("created");
  const { workerName, log, processId, machine } = engine.stored!.outs;
  expect(await workers()).toMatchObject([{ name: workerName, status: "ONLINE" }]);
  expect(machine).toBe(hostname());
  expect(await readFile(log, "utf8")).toContain("started");
  expect(await readFile(`/proc/${processId}/cmdline`, "utf8")).not.toContain("hush");
  expect(await engine.up(inputs())).toBe("unchanged");
  expect(await engine.refresh()).toBe(true);

  await engine.destroy();
  expect(isThere(processId)).toBe(false);
  expect(await workers()).toEqual([]);
});

test("it has none of the secrets that the process which runs Pulumi has", async () => {
  process.env.PULUMI_ACCESS_TOKEN = "not for flows";
  try {
    await engine.up(inputs());
    const environment = (await readFile(`/proc/${engine.stored!.outs.processId}/environ`, "utf8")).split("\0");
    expect(environment).toContain("TOKEN=hush");
    expect(environment.join()).not.toContain("not for flows");
  } finally {
    delete process.env.PULUMI_ACCESS_TOKEN;
  }
});

test("one that was killed is found gone by a refresh, and started again", async () => {
  await engine.up(inputs());
  const { processId, workerName } = engine.stored!.outs;
  process.kill(-processId, "SIGKILL");
  await until(async () => (isThere(processId) ? undefined : true));
  expect(await engine.refresh()).toBe(false);
  expect(await engine.up(inputs())).toBe("created");
  expect(engine.stored!.outs.workerName).not.toBe(workerName);
});

test("a change of what it runs with starts another one, which is online before it is stopped", async () => {
  await engine.up(inputs());
  const old = engine.stored!.outs;
  const changed = inputs({ environment: { PREFECT_HOME: home, SIZE: "2" } });
  expect((await engine.preview(changed)).replaces).toEqual(["environment"]);
  expect(LocalWorker.definition.createBeforeDelete).toBe(true);
  expect(await engine.up(changed)).toBe("replaced");
  expect(isThere(old.processId)).toBe(false);
  expect(await workers()).toMatchObject([{ name: engine.stored!.outs.workerName, status: "ONLINE" }]);
});

test("a process that has got the id of a worker which ended is left alone", async () => {
  await engine.up(inputs());
  const { outs } = engine.stored!;
  const own = { ...engine.stored!, outs: { ...outs, processId: process.pid } };
  const other = new SmallEngine("LocalWorker", config);
  other.stored = own;
  expect(await other.refresh()).toBe(false);
  other.stored = own;
  await other.destroy();
});

test("one of another machine is neither stopped nor forgotten while it is online", async () => {
  await engine.up(inputs());
  const here = engine.stored!;
  engine.stored = { ...here, outs: { ...here.outs, machine: "elsewhere" } };
  await expect(engine.destroy()).rejects.toThrow(
    `runs on the machine "elsewhere", and this is "${hostname()}"; run Pulumi there, or end its process ${here.outs.processId} there first`,
  );
  expect(await engine.refresh()).toBe(true);
  engine.stored = here;
});

test("one that cannot work leaves neither a process nor a record, and its log says why", async () => {
  const failing = inputs({ environment: { PYTHONHOME: "/nowhere" } });
  await expect(engine.up(failing)).rejects.toThrow(
    /ended at once and was never online in work pool ".*"; its log is .*local-.*\.log and ends with: /,
  );
  expect(await workers()).toEqual([]);
});

test("an environment without the worker is refused in the preview", async () => {
  expect(await engine.check(inputs({ python: "/nowhere" }))).toEqual([
    '`python` is /nowhere, whose `bin` has no `prefect`; write the folder of the Python environment that has the worker, like "/opt/venv"',
  ]);
});

import { plan } from "../../sdk/src/engine/plan";
import { WorkerRevision } from "../../sdk/src/worker/worker-revision";
import { raw, serverUrl, unique } from "../support/raw-api";
import { SmallEngine } from "../support/small-engine";

const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
const engine = (kind: string) => new SmallEngine(kind, config);

let workPool: string;
beforeEach(async () => {
  workPool = unique("online");
  await raw("POST", "/work_pools/", { name: workPool, type: "process" });
});

const heartbeat = (name: string) => raw("POST", `/work_pools/${workPool}/workers/heartbeat`, { name });
const workers = async () =>
  (await raw<{ name: string }[]>("POST", `/work_pools/${workPool}/workers/filter`, {})).map(({ name }) => name).sort();

describe("WorkerOnline", () => {
  const inputs = (others: object = {}) => ({ workPool, workerName: "etl", timeoutSeconds: 1, ...others });

  test("is made once the server has heard of the worker", async () => {
    const up = engine("WorkerOnline").up(inputs({ timeoutSeconds: 60 }));
    await heartbeat("etl");
    expect(await up).toBe("created");
  });

  test("waits for as many as are asked for, and takes none of another name", async () => {
    await heartbeat("etl-0");
    await heartbeat("etl2-0");
    await expect(engine("WorkerOnline").up(inputs({ replicas: 2 }))).rejects.toThrow(
      `has 1 of 2 online in work pool "${workPool}" after 1 s; look into its log`,
    );
    await heartbeat("etl-1");
    expect(await engine("WorkerOnline").up(inputs({ replicas: 2 }))).toBe("created");
  });

  test("a worker that does not come is told of with the place of its log", async () => {
    await expect(engine("WorkerOnline").up(inputs({ log: "`docker logs etl-0`" }))).rejects.toThrow(
      `is not online in work pool "${workPool}" after 1 s; its log says why: \`docker logs etl-0\``,
    );
  });

  test("a name that no worker can have is refused", async () => {
    expect(await engine("WorkerOnline").check(inputs({ workerName: "a/b" }))).toEqual([
      '`workerName` is "a/b"; workers take no name with / or %',
    ]);
  });

  test("none has to be there where none is asked for", async () => {
    expect(await engine("WorkerOnline").up(inputs({ replicas: 0 }))).toBe("created");
  });
});

describe("WorkerRevision", () => {
  const inputs = (others: object = {}) => ({ workPool, worker: "etl", image: "own:1", settings: "digest", ...others });

  test("names its workers anew each time", async () => {
    const [one, two] = [engine("WorkerRevision"), engine("WorkerRevision")];
    await one.up(inputs());
    await two.up(inputs());
    expect(one.stored!.outs.workerName).toMatch(/^etl-[0-9a-f]{8}$/);
    expect(two.stored!.outs.workerName).not.toBe(one.stored!.outs.workerName);
    expect(one.stored!.outs).toMatchObject({ workerImage: "own:1", workerPackages: [] });
  });

  test("is made before the one that it replaces is deleted", () => {
    const { definition } = WorkerRevision;
    const planned = plan(definition, inputs(), inputs({ settings: "other" }));
    expect(planned).toMatchObject({ replaces: ["settings"], deleteBeforeReplace: false });
  });

  test("has the image of the server's version, and needs no package for a process", async () => {
    const revision = engine("WorkerRevision");
    await revision.up(inputs({ image: undefined }));
    expect(revision.stored!.outs).toMatchObject({
      workerImage: "prefecthq/prefect:3.0.8-python3.12",
      workerPackages: [],
    });
  });

  test("has the package of the pool's type", async () => {
    workPool = unique("online");
    await raw("POST", "/work_pools/", { name: workPool, type: "ecs" });
    const revision = engine("WorkerRevision");
    await revision.up(inputs({ image: undefined }));
    expect(revision.stored!.outs.workerPackages).toEqual(["prefect-aws==0.5.0"]);
  });

  test("takes the records of its own workers along, and leaves all others", async () => {
    const revision = engine("WorkerRevision");
    await revision.up(inputs());
    const { workerName } = revision.stored!.outs;
    for (const name of [workerName, `${workerName}-0`, `${workerName}0`, "etl", "etl-0"]) await heartbeat(name);
    await revision.destroy();
    expect(await workers()).toEqual(["etl", "etl-0", `${workerName}0`].sort());
  });

  test("succeeds in going where the pool is gone", async () => {
    const revision = engine("WorkerRevision");
    await revision.up(inputs());
    await raw("DELETE", `/work_pools/${workPool}`);
    await revision.destroy();
    expect(revision.stored).toBeUndefined();
  });

  test("is refused where there is no such pool", async () => {
    await expect(engine("WorkerRevision").up(inputs({ workPool: "nowhere" }))).rejects.toThrow(
      'there is no work pool "nowhere"; declare it, or correct the name',
    );
  });
});

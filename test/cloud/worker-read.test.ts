import { type ListedObject, readAsWorker } from "../../sdk/src/cloud/worker-read";
import { listen } from "../support/said";

/** Milliseconds of each wait; waiting itself takes none. */
const waits: number[] = [];
const waited = () => waits.reduce((sum, wait) => sum + wait, 0);
jest.mock("node:timers/promises", () => ({
  ...jest.requireActual("node:timers/promises"),
  setTimeout: async (milliseconds: number) => void note(milliseconds),
}));
function note(milliseconds: number): void {
  waits.push(milliseconds);
}

const said = listen();
beforeEach(() => {
  waits.length = 0;
  const start = Math.round(performance.now());
  jest.spyOn(performance, "now").mockImplementation(() => start + waited());
});
afterEach(() => jest.restoreAllMocks());

const refused = new Error("refused");

/** Reads a folder that fails as often as is said. */
async function read({
  objects = [{ key: "etl/a.py", size: 1 }] as ListedObject[],
  failure = refused,
  times = 0,
  patience = 60,
}) {
  const opened: string[] = [];
  const folder = {
    address: "s3://flows/etl/",
    async list() {
      if (times-- > 0) throw failure;
      return objects;
    },
    async read({ key }: ListedObject) {
      opened.push(key);
    },
  };
  const credentials = {
    reader: "the worker's key",
    delay: "a new key needs some seconds",
    isRefusal: (error: unknown) => error === refused,
    reasonOf: (error: unknown) => `it says "${(error as Error).message}"`,
  };
  const error = await readAsWorker(folder, credentials, { say: console.info }, patience).then(
    () => undefined,
    (error: Error) => error,
  );
  return { opened, error };
}

test("one object is read, and not what stands for a folder", async () => {
  const objects = ["etl/", "/etl", "etl/b.py"].map((key) => ({ key, size: 1 }));
  expect(await read({ objects })).toEqual({ opened: ["/etl"], error: undefined });
  expect(said()).toEqual([]);
  expect(waits).toEqual([]);
});

test("of a folder that holds no object a line says so", async () => {
  expect(await read({ objects: [{ key: "etl/", size: 0 }] })).toEqual({ opened: [], error: undefined });
  expect(said()).toEqual([
    "holds nothing yet: the worker's key may list it, and whether it may read is seen with the first file",
  ]);
});

test("a refusal is waited for, longer each time, and a line says so once", async () => {
  expect(await read({ times: 6 })).toEqual({ opened: ["etl/a.py"], error: undefined });
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  expect(said()).toEqual(["is not open to the worker's key yet; waiting, as a new key needs some seconds"]);
});

test("a refusal that lasts is given up when another wait would be too long", async () => {
  const { error } = await read({ times: 100, patience: 7 });
  expect(waits).toEqual([1_000, 2_000, 4_000]);
  expect(error).toEqual(new Error(`the worker's key cannot read it, also after 7 s: it says "refused"`));
  expect(error!.cause).toBe(refused);
  waits.length = 0;
  await read({ times: 100, patience: 6.9 });
  expect(waits).toEqual([1_000, 2_000]);
});

test("anything else is told at once", async () => {
  const failure = new Error("there is no bucket");
  const { error } = await read({ times: 100, failure });
  expect(error!.message).toBe(`the worker's key cannot read it: it says "there is no bucket"`);
  expect(waits).toEqual([]);
  expect(said()).toEqual([]);
});

import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { changeLines } from "../../sdk/src/code/change-lines";
import { folderPrefix } from "../../sdk/src/code/folder-path";
import { forEach } from "../../sdk/src/code/for-each";
import { changesBetween, type HashedFile, hashFiles } from "../../sdk/src/code/manifest";
import type { ObjectStore } from "../../sdk/src/code/object-store";
import { nothingUploaded, PartlyUploadedError, sync } from "../../sdk/src/code/sync";
import { verifiedContent } from "../../sdk/src/code/verified-content";
import { MemoryStore } from "../support/memory-store";
import { syncContract } from "./sync-contract";

test.each([
  ["", ""],
  ["/", ""],
  ["./a//b/", "a/b/"],
  ["a", "a/"],
  ["/a/./b", "a/b/"],
  ["a b/ü", "a b/ü/"],
])("the folder %j is the prefix %j", (folder, prefix) => {
  expect(folderPrefix(folder)).toBe(prefix);
});

test("what changes between two contents is told apart", () => {
  expect(changesBetween({ same: "1", changed: "1", gone: "1" }, { same: "1", changed: "2", added: "1" })).toEqual({
    added: ["added"],
    changed: ["changed"],
    gone: ["gone"],
  });
});

test("a summary names forty files and counts the rest", () => {
  const added = Array.from({ length: 45 }, (_, i) => `f${String(i).padStart(2, "0")}`);
  const lines = changeLines({ added, changed: ["a"], gone: ["z"] }).split("\n");
  expect(lines[0]).toBe("45 new, 1 changed, 1 gone:");
  expect(lines[1]).toBe("    ~ a");
  expect(lines).toHaveLength(42);
  expect(lines.at(-1)).toBe("    … and 7 more");
});

test("no more is done at once than allowed, and a failure stops what has not begun", async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  const work = forEach([...Array(50).keys()], 4, async (item) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running--;
    if (item === 10) throw new Error("ten");
    done.push(item);
  });
  await expect(work).rejects.toThrow("ten");
  expect(most).toBe(4);
  expect(done.length).toBeLessThan(20);
  expect(running).toBe(0);
});

test("many files are on their way at one time", async () => {
  const files = Array.from({ length: 200 }, (_, index) => ({
    path: `f${index}.py`,
    file: `f${index}.py`,
    size: 1,
    sha256: String(index),
    md5: String(index),
  }));
  const store = new MemoryStore();
  let running = 0;
  let most = 0;
  store.put = async (key) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running--;
    return key;
  };
  const { manifest } = await sync(store, "flows/", files, nothingUploaded, { say() {} });
  expect(Object.keys(manifest)).toHaveLength(200);
  expect(most).toBe(48);
});

test("a file of 200 MB is sent without being held in memory", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-large-"));
  try {
    const file = join(folder, "large");
    const handle = await open(file, "w");
    await handle.truncate(200 * 1024 * 1024);
    await handle.close();
    const [hashed] = await hashFiles([{ path: "large", file, size: 200 * 1024 * 1024 }]);
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    let bytes = 0;
    let chunks = 0;
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    for await (const chunk of verifiedContent(hashed!).open()) {
      bytes += chunk.length;
      if (++chunks % 100 > 0) continue;
      // What nobody holds any more does not count, however late it would be collected.
      collectGarbage();
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(bytes).toBe(200 * 1024 * 1024);
    expect(most).toBeLessThan(50 * 1024 * 1024);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

syncContract("any store", async () => new MemoryStore());

/** A store that is empty, and fails to write one key. It keeps the order of what it is told. */
function recordingStore(failing?: string) {
  const steps: string[] = [];
  const store = {
    address: "memory://",
    async *list() {},
    async put(key: string) {
      if (key === failing) throw new Error(`${key} is refused`);
      steps.push(`put ${key}`);
      return `tag of ${key}`;
    },
    async delete(keys: string[]) {
      steps.push(...keys.map((key) => `delete ${key}`));
    },
  } as unknown as ObjectStore;
  return { store, steps };
}

const fileOf = (path: string, sha256: string): HashedFile => ({ path, sha256, md5: "", file: path, size: 0 });
const rules = { say: () => {} };

test("what is gone is deleted after what is new was sent, and what is unchanged is not touched", async () => {
  const { store, steps } = recordingStore();
  const before = await sync(store, "first/", [fileOf("same", "1"), fileOf("old", "1")], nothingUploaded, rules);
  // What the same run wrote would stay.
  steps.length = 0;
  const known = { manifest: { ...before.manifest, gone: "1" }, etags: { ...before.etags, gone: "tag" } };
  const files = [fileOf("same", "1"), fileOf("old", "2"), fileOf("new", "1")];
  const after = await sync(store, "first/", files, known, rules);
  expect(steps).toEqual(["put first/old", "put first/new", "delete first/gone"]);
  expect(after.manifest).toEqual({ same: "1", old: "2", new: "1" });
  expect(after.etags).toEqual({ same: "tag of first/same", old: "tag of first/old", new: "tag of first/new" });
});

test("an upload that fails in the middle says what is there, and has deleted nothing", async () => {
  const { store, steps } = recordingStore("second/b");
  const before = { manifest: { gone: "1" }, etags: { gone: "tag" } };
  const failure = await sync(store, "second/", [fileOf("a", "1"), fileOf("b", "1")], before, rules).catch((e) => e);
  expect(failure).toBeInstanceOf(PartlyUploadedError);
  expect(failure.message).toBe("second/b is refused");
  expect(failure.uploaded.manifest).toEqual({ gone: "1", a: "1" });
  expect(steps).toEqual(["put second/a"]);
});

describe("a file that was not there at the first look", () => {
  let folder: string;
  let store: MemoryStore;
  let file: HashedFile;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-late-"));
    await writeFile(join(folder, "a.py"), "ours");
    [file] = (await hashFiles([{ path: "a.py", file: join(folder, "a.py"), size: 4 }])) as [HashedFile];
    store = new MemoryStore();
    jest.spyOn(store, "list").mockImplementationOnce(async function* () {});
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const upload = (more: object = {}) => sync(store, "flows/", [file], nothingUploaded, { ...rules, ...more });

  test("is asked for by its own key alone", async () => {
    await upload();
    expect(store.list).toHaveBeenCalledWith("flows/a.py");
  });

  test("stays when somebody else wrote it since, unless the program adopts", async () => {
    store.write("flows/a.py", "theirs");
    await expect(upload()).rejects.toThrow("holds other files of these names already: a.py");
    expect(String(await store.read("flows/a.py"))).toBe("theirs");
    await upload({ adopt: true });
    expect(String(await store.read("flows/a.py"))).toBe("ours");
  });

  test("is taken over when it is what a first attempt has left, whose answer was lost", async () => {
    store.write("flows/a.py", "ours");
    expect(Object.keys((await upload()).etags)).toEqual(["a.py"]);
    expect(store.steps).toEqual([]);
  });

  test("and that is gone again by the second look ends the upload with a line that says to run it again", async () => {
    store.write("flows/a.py", "theirs");
    jest.spyOn(store, "list").mockImplementation(async function* () {});
    await expect(upload()).rejects.toThrow(
      `${store.address}/flows/a.py: somebody wrote it since this run looked; run it again`,
    );
  });

  test("is not looked for again after a failure of another kind", async () => {
    store.write("flows/a.py", "ours");
    store.denied.add("flows/a.py");
    await expect(upload()).rejects.toThrow("access denied");
  });
});

test("an upload that is cancelled ends between two files, and what was sent is known", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-sync-"));
  const paths = Array.from({ length: 50 }, (_, index) => `f${String(index)}`);
  for (const path of paths) await writeFile(join(folder, path), path);
  const files = await hashFiles(paths.map((path) => ({ path, file: join(folder, path), size: path.length })));
  const store = new MemoryStore();
  const cancelled = new AbortController();
  const put = store.put.bind(store);
  jest.spyOn(store, "put").mockImplementation(async (...args) => {
    cancelled.abort();
    return put(...args);
  });
  const context = { signal: cancelled.signal };
  const failure = await sync(store, "", files, nothingUploaded, { say: () => {} }, context).catch((error) => error);
  await rm(folder, { recursive: true });
  expect(failure).toBeInstanceOf(PartlyUploadedError);
  expect(failure.message).toContain("was cancelled");
  const sent = Object.keys((failure as PartlyUploadedError).uploaded.manifest);
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.length).toBeLessThan(files.length);
});

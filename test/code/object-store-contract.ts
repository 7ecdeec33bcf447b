import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashFiles } from "../../sdk/src/code/manifest";
import { MissingStoreError, type ObjectStore, type StoredObject, TakenKeyError } from "../../sdk/src/code/object-store";
import { verifiedContent } from "../../sdk/src/code/verified-content";
import { syncContract } from "./sync-contract";

/** What the contract needs to know of a kind of store. */
export interface StoreSubject {
  /** Opens an empty store with every right. */
  open(): Promise<ObjectStore>;
  /** Opens a store that is not there. */
  openMissing(): Promise<ObjectStore>;
  /** Opens it with credentials that nobody knows. */
  openWithWrongKey(): Promise<ObjectStore>;
}

/** What `FlowCode` expects of every object store. */
export function objectStoreContract(name: string, subject: () => Promise<StoreSubject>): void {
  describe(`${name} as an object store`, () => {
    let folder: string;
    let store: ObjectStore;
    let stores: StoreSubject;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-store-"));
      stores = await subject();
      store = await stores.open();
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const fileOf = async (bytes: string | Buffer) => {
      const file = join(folder, "content");
      await writeFile(file, bytes);
      const [hashed] = await hashFiles([{ path: "content", file, size: Buffer.byteLength(bytes) }]);
      return { file, hashed: hashed!, content: verifiedContent(hashed!) };
    };
    const put = async (key: string, bytes: string | Buffer) => store.put(key, (await fileOf(bytes)).content);
    const objectAt = async (key: string): Promise<StoredObject> => {
      for await (const object of store.list(key)) if (object.key === key) return object;
      throw new Error(`there is no ${key}`);
    };
    const listed = async (prefix: string) => {
      const etags: Record<string, string> = {};
      for await (const { key, etag } of store.list(prefix)) etags[key] = etag;
      return etags;
    };

    syncContract(name, async () => store);

    test.each([
      ["a text", "print('hello')\n"],
      ["nothing", ""],
      ["bytes", Buffer.from([0, 255, 10, 13, 0])],
    ])("%s is read as it was written, and listed with the ETag that the writing gave", async (_, bytes) => {
      const etag = await put("same/file.py", bytes);
      expect(await store.read("same/file.py")).toEqual(Buffer.from(bytes));
      expect(await listed("same/")).toEqual({ "same/file.py": etag });
    });

    test("a large file arrives as it is", async () => {
      const bytes = Buffer.alloc(5 * 1024 * 1024, "0123456789abcdef");
      await put("large", bytes);
      const hash = (content: Buffer) => createHash("sha256").update(content).digest("hex");
      expect(hash(await store.read("large"))).toBe(hash(bytes));
    });

    test.each([
      "a b/c+d.py",
      "ünïcødé/文件.py",
      "sp%20/100%.txt",
      ".hidden/.env",
      "a'\"&<>.py",
      "q?#[1]*.py",
      "constructor",
      "toString",
      "__proto__",
    ])("the key %s is kept letter by letter, and can be deleted", async (key) => {
      await put(`keys/${key}`, "x");
      expect(Object.keys(await listed("keys/"))).toEqual([`keys/${key}`]);
      expect(await store.read(`keys/${key}`)).toEqual(Buffer.from("x"));
      await store.delete([`keys/${key}`]);
      expect(await listed("keys/")).toEqual({});
    });

    test("the ETag changes with the content and with nothing else", async () => {
      const first = await put("tag", "one");
      expect(await put("tag", "two")).not.toBe(first);
      expect(await put("tag", "one")).toBe(first);
    });

    test("an object is known to hold the content that was written, and no other of the same size", async () => {
      await put("held", "one");
      const object = await objectAt("held");
      expect(await store.holds(object, (await fileOf("one")).hashed)).toBe(true);
      expect(await store.holds(object, (await fileOf("two")).hashed)).toBe(false);
      expect(await store.holds(object, (await fileOf("three")).hashed)).toBe(false);
    });

    test("a listing tells when an object was written and what time it is, by the store's clock", async () => {
      await put("dated", "one");
      const { writtenAt, listedAt, size } = await objectAt("dated");
      expect(size).toBe(3);
      const age = listedAt.getTime() - writtenAt.getTime();
      expect(age).toBeGreaterThanOrEqual(-1_000);
      expect(age).toBeLessThan(60_000);
    });

    test("an object that somebody wrote stays where only a new one may be written", async () => {
      await put("theirs", "theirs");
      const { content } = await fileOf("ours");
      await expect(store.put("theirs", content, { onlyIfNew: true })).rejects.toThrow(TakenKeyError);
      expect(await store.read("theirs")).toEqual(Buffer.from("theirs"));
      await store.put("new", content, { onlyIfNew: true });
      expect(await store.read("new")).toEqual(Buffer.from("ours"));
    });

    test("a listing names what begins with the prefix, beyond its first page, and nothing beside it", async () => {
      const content = await contentX();
      const keys = Array.from({ length: 1_100 }, (_, index) => `many/${String(index).padStart(4, "0")}`);
      for (let start = 0; start < keys.length; start += 20) {
        await Promise.all(keys.slice(start, start + 20).map((key) => store.put(key, content)));
      }
      await put("many2/other", "x");
      expect(Object.keys(await listed("many/")).sort()).toEqual(keys);
      await store.delete(keys);
      expect(Object.keys(await listed("many"))).toEqual(["many2/other"]);
    });

    test("deleting what is gone, and nothing at all, succeeds", async () => {
      await store.delete(["never/there"]);
      await store.delete([]);
    });

    test.each(["small", "large"])("a %s file edited after it was read is not written", async (size) => {
      const bytes = size === "small" ? "before" : "b".repeat(3 * 1024 * 1024);
      const { file, content } = await fileOf(bytes);
      await writeFile(file, bytes.replace("b", "B"));
      await expect(store.put("edited", content)).rejects.toThrow(
        /"content" was edited since this run began; run it again/,
      );
      expect(await listed("edited")).toEqual({});
    });

    test("what is not there is named with the store's address", async () => {
      await expect(store.read("not/there")).rejects.toThrow(`${store.address}/not/there: there is no such object`);
    });

    test("a store that is not there is named, and deleting from it succeeds", async () => {
      const missing = await stores.openMissing();
      const { content } = await fileOf("x");
      await expect(missing.put("key", content)).rejects.toThrow(missing.address);
      await expect(missing.list("key")[Symbol.asyncIterator]().next()).rejects.toThrow(MissingStoreError);
      await missing.delete(["key"]);
    });

    test("wrong credentials are refused in one line that does not show them", async () => {
      const { content } = await fileOf("x");
      const refused = await (await stores.openWithWrongKey()).put("key", content).then(
        () => "nothing was refused",
        (error: Error) => error.message,
      );
      expect(refused).toContain(store.address);
      expect(refused).not.toMatch(/wrong-secret|\n/);
    });

    const contentX = async () => {
      const file = join(folder, "x");
      await writeFile(file, "x");
      const [hashed] = await hashFiles([{ path: "x", file, size: 1 }]);
      return verifiedContent(hashed!);
    };
  });
}

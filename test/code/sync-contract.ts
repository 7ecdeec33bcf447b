import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HashedFile, hashFiles } from "../../sdk/src/code/manifest";
import type { ObjectStore } from "../../sdk/src/code/object-store";
import { nothingUploaded, stillThere, sync } from "../../sdk/src/code/sync";
import { verifiedContent } from "../../sdk/src/code/verified-content";
import { deleteUnlessWritten } from "../../sdk/src/code/written-in-run";

/** What an upload may do with objects that it did not write, in every store. */
export function syncContract(name: string, openStore: () => Promise<ObjectStore>): void {
  describe(`uploads to ${name}`, () => {
    let folder: string;
    let store: ObjectStore;
    let prefix: string;
    let said: string[];
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-sync-"));
      store = await openStore();
    });
    beforeEach(() => {
      prefix = `${expect.getState().currentTestName!.replace(/\W+/g, "-")}/`;
      said = [];
    });
    afterEach(() => {
      jest.restoreAllMocks();
      delete process.env.PULUMI_SYNTASK_TEST_RECENT_SECONDS;
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const say = (line: string) => void said.push(line);
    const filesOf = async (contents: Record<string, string>): Promise<HashedFile[]> =>
      hashFiles(
        await Promise.all(
          Object.entries(contents).map(async ([path, content]) => {
            const file = join(folder, `${path}-${content}`);
            await writeFile(file, content);
            return { path, file, size: content.length };
          }),
        ),
      );
    /** As another program does it, of which this process knows nothing. */
    const putByOther = async (contents: Record<string, string>) => {
      for (const file of await filesOf(contents)) await store.put(prefix + file.path, verifiedContent(file));
    };
    const stored = async (): Promise<Record<string, string>> => {
      const keys: string[] = [];
      for await (const { key } of store.list(prefix)) keys.push(key);
      const contents = await Promise.all(keys.map((key) => store.read(key)));
      return Object.fromEntries(keys.map((key, index) => [key.slice(prefix.length), String(contents[index])]));
    };

    test("equal files of a moment ago are taken over and not sent again, and a line says so", async () => {
      await putByOther({ "a.py": "1" });
      const put = jest.spyOn(store, "put");
      const { manifest } = await sync(store, prefix, await filesOf({ "a.py": "1", "b.py": "2" }), nothingUploaded, {
        say,
      });
      expect(Object.keys(manifest)).toEqual(["a.py", "b.py"]);
      expect(put.mock.calls.map(([key]) => key)).toEqual([`${prefix}b.py`]);
      expect(said).toEqual([`takes over a.py in ${store.address}/${prefix}, as equal files are there already`]);
    });

    test("equal files that are older are refused before anything is written, unless the program adopts them", async () => {
      await putByOther({ "a.py": "1" });
      process.env.PULUMI_SYNTASK_TEST_RECENT_SECONDS = "-5";
      const files = await filesOf({ "a.py": "1", "b.py": "2" });
      await expect(sync(store, prefix, files, nothingUploaded, { say })).rejects.toThrow(
        `${store.address}/${prefix} holds these very files already: a.py; write \`aliases\` if this resource was renamed or moved in the program, \`adopt: true\` if nobody else has them, or choose another \`folder\``,
      );
      expect(await stored()).toEqual({ "a.py": "1" });
      await sync(store, prefix, files, nothingUploaded, { adopt: true, say });
      expect(said).toEqual([`takes over a.py in ${store.address}/${prefix}, as equal files are there already`]);
      expect(await stored()).toEqual({ "a.py": "1", "b.py": "2" });
    });

    test("a file that somebody else put there since the last upload is neither overwritten nor deleted", async () => {
      const before = await sync(store, prefix, await filesOf({ "a.py": "1" }), nothingUploaded, { say });
      await putByOther({ "b.py": "theirs" });
      const next = await filesOf({ "a.py": "2", "b.py": "ours" });
      await expect(sync(store, prefix, next, before, { say })).rejects.toThrow(
        `${store.address}/${prefix} holds other files of these names already: b.py; write \`adopt: true\` to overwrite them, or choose another \`folder\``,
      );
      expect(await stored()).toEqual({ "a.py": "1", "b.py": "theirs" });
      await sync(store, prefix, next, before, { adopt: true, say });
      expect(said).toEqual([`overwrites b.py in ${store.address}/${prefix}`]);
      expect(await stored()).toEqual({ "a.py": "2", "b.py": "ours" });
    });

    test("what a run wrote or took over is not deleted in the same run, and a line says so", async () => {
      await putByOther({ "taken.py": "1", "theirs.py": "1" });
      await sync(store, prefix, await filesOf({ "taken.py": "1", "written.py": "1" }), nothingUploaded, { say });
      said = [];
      const paths = ["taken.py", "theirs.py", "written.py"];
      await deleteUnlessWritten(
        store,
        paths.map((path) => prefix + path),
        say,
      );
      expect(await stored()).toEqual({ "taken.py": "1", "written.py": "1" });
      expect(said).toEqual([
        `leaves ${store.address}/${prefix}taken.py and 1 more: this run has written or taken them over for another upload`,
      ]);
    });

    test("two uploads of one program do not write the same file, even where the program adopts", async () => {
      await sync(store, prefix, await filesOf({ "a.py": "1" }), nothingUploaded, { say });
      for (const content of ["1", "2"]) {
        await expect(
          sync(store, prefix, await filesOf({ "a.py": content }), nothingUploaded, { adopt: true, say }),
        ).rejects.toThrow(
          `another upload of this program has written a.py in ${store.address}/${prefix} already; choose another \`folder\``,
        );
      }
      expect(await stored()).toEqual({ "a.py": "1" });
    });

    test("older equal files of a folder that the state has an upload to are its own", async () => {
      await putByOther({ "a.py": "1" });
      process.env.PULUMI_SYNTASK_TEST_RECENT_SECONDS = "-5";
      await sync(store, prefix, await filesOf({ "a.py": "1" }), nothingUploaded, { isInState: true, say });
      expect(await stored()).toEqual({ "a.py": "1" });
    });

    test.each(["constructor", "toString", "hasOwnProperty"])(
      "a foreign file named %s does not count as ours",
      async (path) => {
        const uploaded = await sync(store, prefix, await filesOf({ "a.py": "1" }), nothingUploaded, { say });
        await putByOther({ [path]: "theirs" });
        expect(Object.keys((await stillThere(store, prefix, uploaded)).manifest)).toEqual(["a.py"]);
        const own = await sync(store, prefix, await filesOf({ "a.py": "1", valueOf: "ours" }), uploaded, { say });
        expect(Object.keys((await stillThere(store, prefix, own)).manifest)).toEqual(["a.py", "valueOf"]);
      },
    );
  });
}

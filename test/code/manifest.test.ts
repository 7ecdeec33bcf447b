import fs from "node:fs";
import { mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { changesBetween, hashFiles } from "../../sdk/src/code/manifest";

const empty = {};

test("a file is added, changed or gone by its path and hash", () => {
  const before = { "same.py": "1", "edited.py": "1", "gone.py": "1" };
  const after = { "same.py": "1", "edited.py": "2", "new.py": "1" };
  expect(changesBetween(before, after)).toEqual({ added: ["new.py"], changed: ["edited.py"], gone: ["gone.py"] });
});

test.each(["constructor", "toString", "hasOwnProperty"])(
  "a file named %s is there only where somebody put it",
  (path) => {
    expect(changesBetween(empty, { [path]: "1" })).toEqual({ added: [path], changed: [], gone: [] });
    expect(changesBetween({ [path]: "1" }, empty)).toEqual({ added: [], changed: [], gone: [path] });
  },
);

describe("the hash of a file", () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-hashes-"));
    file = join(folder, "flow.py");
    await writeFile(file, "one");
  });
  afterAll(() => rm(folder, { recursive: true }));
  const hash = async () => (await hashFiles([{ path: "flow.py", file, size: 3 }]))[0]!.md5;
  /** Writes another content that is as long, with the times that programs can set as they were. */
  const rewrite = async (content: string, write: (path: string) => Promise<unknown>) => {
    const before = await hash();
    await write(content);
    await utimes(file, 1_000_000_000, 1_000_000_000);
    return before;
  };
  const overwrite = (content: string) => writeFile(file, content);
  const replace = async (content: string) => {
    await writeFile(`${file}.new`, content);
    await rename(`${file}.new`, file);
  };

  test.each([
    ["written again at once", "two", overwrite, 0],
    ["written again after a while", "six", overwrite, 1_100],
    ["replaced by another file", "ten", replace, 1_100],
  ])("is another one when it was %s, with the same length and time", async (_, content, write, wait) => {
    await utimes(file, 1_000_000_000, 1_000_000_000);
    await sleep(wait);
    const before = await rewrite(content, write);
    expect(await hash()).not.toBe(before);
  });

  test("is read once of a file that stays as it is", async () => {
    await sleep(1_100);
    const reading = jest.spyOn(fs, "createReadStream");
    expect(await hash()).toBe(await hash());
    expect(reading).toHaveBeenCalledTimes(1);
    reading.mockRestore();
  });
});

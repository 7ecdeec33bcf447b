import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type BuildContext, putTogether } from "../../sdk/src/image/build-context";

const cwd = process.cwd();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-context-"));
  await mkdir(join(folder, "program"));
  process.chdir(join(folder, "program"));
});
afterEach(async () => {
  process.chdir(cwd);
  await rm(folder, { recursive: true });
});

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

const build = (name: string, context: string): Promise<BuildContext> =>
  putTogether(name, { context, ignoreFile: ".syntaskignore", baseImage: "scratch", path: "/opt/flows" });
const textIn = ({ context }: BuildContext, path: string) => readFile(join(context, path), "utf8");
const filesIn = async ({ context }: BuildContext) => (await readdir(context, { recursive: true })).sort();

test("two images of one name are built of their own code, at the same moment too", async () => {
  await write({ "one/etl.py": "one", "two/etl.py": "two" });
  const [one, two] = await Promise.all([build("flows", "one"), build("flows", "two")]);
  expect(await textIn(one, "etl.py")).toBe("one");
  expect(await textIn(two, "etl.py")).toBe("two");
});

test("a name that leads elsewhere empties no folder", async () => {
  await write({ "flows/etl.py": "", "../flows/precious": "kept" });
  const { context } = await build("../../flows", "flows");
  expect(context).toMatch(/^\.syntask\/flows-[0-9a-f]{16}$/);
  expect(await readFile("../flows/precious", "utf8")).toBe("kept");
  expect(await readdir("flows")).toEqual(["etl.py"]);
});

test("a folder that a running build reads stays as it is, whether the code changes or not", async () => {
  await write({ "flows/etl.py": "1" });
  const first = await build("flows", "flows");
  const { ino } = await stat(first.context);
  expect((await build("flows", "flows")).context).toBe(first.context);
  expect((await stat(first.context)).ino).toBe(ino);
  await write({ "flows/etl.py": "2" });
  const second = await build("flows", "flows");
  expect(second.context).not.toBe(first.context);
  expect(await textIn(first, "etl.py")).toBe("1");
  expect((await stat(first.context)).ino).toBe(ino);
});

test("ten programs of one checkout put the same folder together at once", async () => {
  await write(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`flows/module_${i}.py`, String(i)])));
  const contexts = await Promise.all(Array.from({ length: 10 }, () => build("flows", "flows")));
  expect(new Set(contexts.map(({ context }) => context)).size).toBe(1);
  expect(await filesIn(contexts[0]!)).toHaveLength(52);
  expect((await readdir(".syntask")).sort()).toEqual([".gitignore", contexts[0]!.context.split("/")[1]]);
});

test("a folder that somebody edited is made anew", async () => {
  await write({ "flows/etl.py": "1" });
  const made = await build("flows", "flows");
  await write({ [`${made.context}/etl.py`]: "by hand", [`${made.context}/more.py`]: "" });
  expect((await build("flows", "flows")).context).toBe(made.context);
  expect(await textIn(made, "etl.py")).toBe("1");
  expect(await filesIn(made)).toEqual([".dockerignore", "Dockerfile", "etl.py"]);
});

test("what was not asked for in a day is removed, and nothing else", async () => {
  await write({ "flows/etl.py": "1", ".syntask/notes/kept": "" });
  const old = await build("flows", "flows");
  const other = await build("other", "flows");
  const longAgo = new Date(Date.now() - 25 * 3_600_000);
  for (const path of [old.context, ".syntask/notes"]) await utimes(path, longAgo, longAgo);
  await write({ "flows/etl.py": "2" });
  await build("flows", "flows");
  expect(existsSync(old.context)).toBe(false);
  expect(existsSync(other.context)).toBe(true);
  expect(existsSync(".syntask/notes/kept")).toBe(true);
});

test("config and state of stacks are never in an image, and what may hold secrets is told of", async () => {
  await write({
    "etl.py": "",
    ".env": "",
    ".git/config": "",
    "key.pem": "",
    "Pulumi.dev.yaml": "",
    "state/.pulumi/stacks/example/dev.json": "",
    ".dockerignore": "key.pem\n",
  });
  const made = await build("flows", ".");
  expect(await filesIn(made)).toEqual([
    ".dockerignore",
    ".env",
    ".git",
    ".git/config",
    "Dockerfile",
    "etl.py",
    "key.pem",
  ]);
  expect(made.doubtful.mayHoldSecrets.map(({ path }) => path)).toEqual([".env", ".git/config"]);
});

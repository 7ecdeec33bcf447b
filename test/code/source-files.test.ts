import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { doubtfulLines } from "../../sdk/src/code/doubtful-files";
import { digestOf, hashFiles, manifestOf } from "../../sdk/src/code/manifest";
import { listSourceFiles } from "../../sdk/src/code/source-files";

let source: string;
beforeEach(async () => {
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-source-"));
});
afterEach(() => rm(source, { recursive: true, force: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(source, path)), { recursive: true });
    await writeFile(join(source, path), content);
  }
}

const list = (more: object = {}) => listSourceFiles({ source, ignoreFile: ".syntaskignore", ignore: [], ...more });
const paths = async (more: object = {}) => (await list(more)).files.map(({ path }) => path);
const digest = async () => digestOf(manifestOf(await hashFiles((await list()).files)));

test("files are listed in the order of their paths, with the empty and the hidden ones, and no folders", async () => {
  await write({ "b.py": "b", "a/z.py": "z", "a.py": "a", ".env": "", "a/b/c.py": "c" });
  await mkdir(join(source, "empty"));
  expect(await paths()).toEqual([".env", "a.py", "a/b/c.py", "a/z.py", "b.py"]);
});

test("the ignore file of the folder counts, none below it and no .gitignore, and the args come after it", async () => {
  await write({
    ".syntaskignore": "*.log\n",
    ".gitignore": "*.py\n",
    "a.py": "",
    "a.log": "",
    "sub/.syntaskignore": "*\n",
    "sub/b.py": "",
  });
  expect(await paths()).toEqual([".gitignore", ".syntaskignore", "a.py", "sub/.syntaskignore", "sub/b.py"]);
  expect(await paths({ ignore: ["!a.log", "sub/"] })).toEqual([".gitignore", ".syntaskignore", "a.log", "a.py"]);
  expect(await paths({ ignoreFile: ".gitignore" })).toEqual([
    ".gitignore",
    ".syntaskignore",
    "a.log",
    "sub/.syntaskignore",
  ]);
});

test("config and state of stacks are never listed, wherever they are and whatever the ignore file says", async () => {
  await write({
    ".syntaskignore": "!Pulumi.dev.yaml\n!.pulumi/\n",
    "Pulumi.yaml": "",
    "Pulumi.dev.yaml": "",
    "Pulumi.prod.yml": "",
    "infra/Pulumi.dev.yaml": "",
    "state/.pulumi/stacks/example/dev.json": "",
    ".syntask/flows-0123456789abcdef/etl.py": "",
    "etl.py": "",
  });
  expect(await paths()).toEqual([".syntaskignore", "Pulumi.yaml", "etl.py"]);
});

test("files that may hold secrets are told of, with an ignore file too, unless a line takes them back", async () => {
  await write({
    ".syntaskignore": "*.log\n!public.pem\n",
    ".env": "A=1",
    ".env.example": "",
    ".git/config": "url = https://token@example.com",
    ".git/HEAD": "",
    "certs/server.pem": "",
    "public.pem": "",
    "venv/lib/a.py": "",
    "etl.py": "",
  });
  const { doubtful } = await list();
  expect(doubtfulLines(doubtful, "it uploads", "ignore them")).toEqual([
    "it uploads .env, .git (2 files, 0.0 MB), certs/server.pem, which may hold secrets; ignore them",
    "it uploads venv (1 files, 0.0 MB), which are seldom flow code; ignore them",
  ]);
});

test("a name that the state would lose is refused", async () => {
  await write({ ["__proto__"]: "" });
  await expect(list()).rejects.toThrow('a file cannot be named "__proto__"; rename it or ignore it');
});

test("a line that cannot be read is named with the file and its number", async () => {
  await write({ ".syntaskignore": "*.log\nflow.py\\\n", "a.py": "" });
  await expect(list()).rejects.toThrow('.syntaskignore: line 2, "flow.py\\", ends in a single backslash');
});

test("a link to a file counts as the file; links to folders, broken links and loops are left out, and known", async () => {
  await write({ "real.py": "content", "folder/inside.py": "x" });
  await symlink("real.py", join(source, "link.py"));
  await symlink("folder", join(source, "linked"));
  await symlink("nowhere", join(source, "broken"));
  await symlink(".", join(source, "folder/loop"));
  await symlink("folder", join(source, "ignored"));
  const { files, links } = await list({ ignore: ["ignored"] });
  expect(links).toEqual(["broken", "folder/loop", "linked"]);
  expect(files.map(({ path, size }) => [path, size])).toEqual([
    ["folder/inside.py", 1],
    ["link.py", 7],
    ["real.py", 7],
  ]);
});

test("names have one Unicode form, whichever the disk has, and two that would be one object are refused", async () => {
  await write({ "u\u0308ber.py": "x" });
  expect(await paths()).toEqual(["\u00fcber.py"]);
  await write({ "\u00fcber.py": "y" });
  await expect(list()).rejects.toThrow('two files are named "über.py" in different Unicode forms; rename one of them');
});

test("a folder that is not there, a file, and nothing to upload are refused", async () => {
  await expect(list({ source: `${source}/nowhere` })).rejects.toThrow(/there is no folder ".*nowhere"; write the path/);
  await expect(list()).rejects.toThrow(/holds no file to upload$/);
  await write({ ".syntaskignore": "*", "a.py": "" });
  await expect(list()).rejects.toThrow(/holds no file to upload, as .syntaskignore ignores all of them$/);
  await expect(list({ source: join(source, "a.py") })).rejects.toThrow(/there is no folder/);
});

test("a file that cannot be read is named", async () => {
  await write({ "a.py": "a", "lost.py": "b" });
  const { files } = await list();
  await rm(join(source, "lost.py"));
  await expect(hashFiles(files)).rejects.toThrow(/lost.py cannot be read \(ENOENT\); make it readable or ignore it/);
});

test("the digest depends on paths and bytes, and on nothing else", async () => {
  await write({ "a.py": "1", "b.py": "2" });
  const first = await digest();
  await rm(join(source, "a.py"));
  await write({ "a.py": "1" });
  expect(await digest()).toBe(first);
  await write({ "a.py": "2", "b.py": "1" });
  expect(await digest()).not.toBe(first);
  expect(first).toMatch(/^[0-9a-f]{16}$/);
});

test("10,000 files are listed and hashed", async () => {
  await mkdir(join(source, "many"));
  await Promise.all(Array.from({ length: 10_000 }, (_, i) => writeFile(join(source, `many/${i}.py`), String(i))));
  const hashed = await hashFiles((await list()).files);
  expect(hashed).toHaveLength(10_000);
  expect(new Set(hashed.map(({ sha256 }) => sha256)).size).toBe(10_000);
});

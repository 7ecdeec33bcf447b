import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  type BuildContext,
  type ContextSettings,
  putTogether,
  relativeFolder,
} from "../../sdk/src/image/build-context";
import { makeAside, moveIntoPlace, removeUnused } from "../../sdk/src/image/work-folder";

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

const build = (name: string, context: string, settings: Partial<ContextSettings> = {}): Promise<BuildContext> =>
  putTogether(name, { context, ignoreFile: ".syntaskignore", baseImage: "scratch", path: "/opt/flows", ...settings });
const failure = (made: Promise<unknown>): Promise<string> =>
  made.then(
    () => "it succeeded",
    ({ message }: Error) => message,
  );
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

test("a name without a letter gets a folder too, and no folder is kept by git", async () => {
  await write({ "flows/etl.py": "" });
  expect((await build("…", "flows")).context).toMatch(/^\.syntask\/image-[0-9a-f]{16}$/);
  expect(await readFile(".syntask/.gitignore", "utf8")).toBe("*\n");
});

test("without a Dockerfile one is made, which does not get into the image", async () => {
  await write({ "flows/etl.py": "", "flows/requirements.txt": "", "flows/.dockerignore": "*.md" });
  const made = await build("flows", "flows");
  expect(made.dockerfile).toBe(`${made.context}/Dockerfile`);
  expect(made.generated).toBe(await textIn(made, "Dockerfile"));
  expect(made.generated).toMatch(/^FROM scratch\nCOPY \["requirements.txt"/);
  expect(await textIn(made, ".dockerignore")).toBe("*.md\nDockerfile\n.dockerignore\n");
});

test("packages are read from the file that is named, also where it is ignored", async () => {
  await write({ "flows/.syntaskignore": "*.txt", "flows/dev/all.txt": "axios", "flows/dev/etl.py": "" });
  const made = await build("flows", "flows", { requirements: "dev/all.txt" });
  expect(await textIn(made, "dev/all.txt")).toBe("axios");
  expect(made.generated).toContain("dev/all.txt");
  expect(await failure(build("flows", "flows", { requirements: "none.txt" }))).toBe(
    'there is no file "none.txt" in "flows"; write `requirements` from the context',
  );
});

test("the Dockerfile of the context is used, or the one that is named", async () => {
  await write({ "flows/Dockerfile": "FROM own", "flows/requirements.txt": "", "given/Dockerfile.flows": "FROM given" });
  const own = await build("flows", "flows");
  expect(own).toMatchObject({ dockerfile: `${own.context}/Dockerfile`, generated: undefined });
  expect(await textIn(own, "Dockerfile")).toBe("FROM own");
  expect(await filesIn(own)).toEqual(["Dockerfile", "requirements.txt"]);
  const given = await build("flows", "flows", { dockerfile: "given/Dockerfile.flows" });
  expect(given.generated).toBeUndefined();
  expect(await textIn(given, "Dockerfile")).toBe("FROM given");
});

test("a Dockerfile that is not there is refused, with the path that may be meant", async () => {
  await write({ "flows/Dockerfile.flows": "" });
  await mkdir("folder");
  expect(await failure(build("flows", "flows", { dockerfile: "Dockerfile.flows" }))).toBe(
    'there is no Dockerfile "Dockerfile.flows"; write "flows/Dockerfile.flows"',
  );
  for (const dockerfile of ["none", "folder"]) {
    expect(await failure(build("flows", "flows", { dockerfile }))).toBe(
      `there is no Dockerfile "${dockerfile}"; write its path from the Pulumi program`,
    );
  }
});

test("what Docker leaves out is not told of, as its own file is read", async () => {
  const secrets = ["a.pem", "b.pem", "c.pem", "d.pem", "e/e.pem", "f.pem", "g.pem", "h#.pem", "i/a.pem"];
  await write(Object.fromEntries(secrets.map((path) => [`flows/${path}`, ""])));
  await write({
    "flows/.dockerignore": [
      "/a.pem",
      "./b.pem",
      "  c.pem  ",
      "d.pem\\\\",
      "e",
      "# f.pem",
      "",
      "*.pem",
      "!f.pem",
      "!/g.pem",
    ].join("\r\n"),
    "flows/data/large.parquet": "",
  });
  const told = async () => (await build("flows", "flows")).doubtful.mayHoldSecrets.map(({ path }) => path);
  expect(await told()).toEqual(["i/a.pem"]);
  await write({ "flows/.dockerignore": "\n#\n" });
  expect(await told()).toEqual(secrets);
  await rm("flows/.dockerignore");
  expect(await told()).toEqual(secrets);
});

test("a folder is written as it is from the program, with slashes", () => {
  expect(relativeFolder(".")).toBe(".");
  expect(relativeFolder(join(process.cwd(), "flows/etl/"))).toBe("flows/etl");
  expect(relativeFolder("../flows")).toBe("../flows");
});

describe("a folder that is put together", () => {
  /** Puts a file of a content and rights in its place, and returns the path. */
  async function place(path: string, content: string, mode = 0o644): Promise<string> {
    const aside = await makeAside(".");
    await write({ [join(aside, path)]: content });
    await chmod(join(aside, path), mode);
    return moveIntoPlace(aside, "flows");
  }

  test("has another place for another path, content or right to execute, and for nothing else", async () => {
    const first = await place("run.sh", "1");
    expect(first).toMatch(/^flows-[0-9a-f]{16}$/);
    expect(await place("run.sh", "1", 0o600)).toBe(first);
    const others = [await place("run.py", "1"), await place("run.sh", "2"), await place("run.sh", "1", 0o755)];
    expect(new Set([first, ...others]).size).toBe(4);
    expect((await readdir(".")).sort()).toEqual([first, ...others].sort());
    expect((await stat(first)).mode & 0o777).toBe(0o755);
  });

  test("that cannot be put in its place is not taken for one that another program put there", async () => {
    const aside = await makeAside(".");
    await write({ [join(aside, "etl.py")]: "" });
    await expect(moveIntoPlace(aside, "none/flows")).rejects.toThrow("ENOENT");
  });

  test("or did not come to its place goes after a day, and what looks like neither stays", async () => {
    const places = ["flows-0123456789abcdef", ".aside-1"];
    const others = [
      "flows-0123456789abcdef0",
      "Flows-0123456789abcdef",
      "flows-0123456789abcdeg",
      "-0",
      "my.aside-",
      "a-",
    ];
    const longAgo = new Date(Date.now() - 25 * 3_600_000);
    const lately = new Date(Date.now() - 23 * 3_600_000);
    for (const name of [...places, ...others]) {
      await write({ [`${name}/etl.py`]: "" });
      await utimes(name, lately, lately);
    }
    await removeUnused(".");
    expect((await readdir(".")).sort()).toEqual([...places, ...others].sort());
    for (const name of [...places, ...others]) await utimes(name, longAgo, longAgo);
    await removeUnused(".");
    expect((await readdir(".")).sort()).toEqual([...others].sort());
  });
});

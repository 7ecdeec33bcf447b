import { mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "../support/stack";

const repository = resolve(__dirname, "../..");
const python = process.env.PULUMI_SYNTASK_PYTHON;
let cache: string;

/** The tools that are there already, and no stack of an earlier quickstart. */
beforeAll(async () => {
  if (!python) throw new Error("no Python: run the tests with `npm test`");
  const tools = resolve(python, "../..");
  cache = await mkdtemp(join(tmpdir(), "pulumi-syntask-quickstart-"));
  const names = (await readdir(tools)).filter((name) => name !== "quickstart" && !name.includes(".lock"));
  await Promise.all(names.map((name) => symlink(join(tools, name), join(cache, name))));
});
afterAll(async () => {
  await quickstart("--destroy");
  await rm(cache, { recursive: true, force: true });
});

async function quickstart(...args: string[]): Promise<string> {
  const { SYNTASK_API_URL: _, ...environment } = process.env;
  const { code, output } = await run("npm", ["run", "quickstart", "--", ...args], {
    cwd: repository,
    environment: { ...environment, PULUMI_SYNTASK_CACHE: cache, XDG_STATE_HOME: cache, NO_COLOR: "1" },
  });
  if (code !== 0) throw new Error(output);
  return output;
}

const completed = (output: string): string[] =>
  [...output.matchAll(/COMPLETED\s+(\S+)/g)].map(([, name]) => name!).sort();

test("`npm run quickstart` runs a flow from the disk and one from git to the end", async () => {
  const output = await quickstart();
  expect(completed(output)).toEqual(["hello-git", "hello-local"]);
  expect(output).toContain("11 created");
});

test("a second call changes nothing", async () => {
  const output = await quickstart();
  expect(completed(output)).toEqual(["hello-git", "hello-local"]);
  expect(output).toContain("11 unchanged");
});

test("the plugin goes on with the stack as it is, and gives it back", async () => {
  for (const binding of ["plugin", "dynamic"]) {
    const output = await quickstart("--binding", binding);
    expect(completed(output)).toEqual(["hello-git", "hello-local"]);
    expect(output).toContain("11 unchanged");
  }
});

test("`npm run quickstart -- --destroy` takes all of it away", async () => {
  expect(await quickstart("--destroy")).toContain("11 deleted");
  expect(await readdir(join(cache, "quickstart"))).toEqual([]);
  expect(await quickstart("--destroy")).toContain("There is nothing to destroy");
});

test("it can be run again as soon as all is taken away", async () => {
  expect(await quickstart()).toContain("11 created");
});

import { mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { codeBlocks } from "../support/documents";
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

/** Lines that a command prints, without what each machine and each call has of its own. */
const linesOf = (text: string): string[] =>
  text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
    .replaceAll(/127\.0\.0\.1:\d+/g, "<server>")
    .replaceAll(/log is \S+\/quickstart-[0-9a-f]+/g, "log is <log>")
    .replaceAll(/\b(\d+m)?\d+s\b/g, "<time>")
    .split("\n")
    .filter((line) => line.trim() !== "");

const completed = (output: string): string[] =>
  [...output.matchAll(/COMPLETED\s+(\S+)/g)].map(([, name]) => name!).sort();

test("`npm run quickstart` runs a flow from the disk and one from git to the end, and its server has pages", async () => {
  const output = await quickstart();
  expect(completed(output)).toEqual(["hello-git", "hello-local"]);
  expect(output).toContain("11 created");
  const [, origin] = /^The server is at (\S+)\/,/m.exec(output) ?? [];
  const settings = await fetch(`${origin}/ui-settings`);
  expect(await settings.json()).toMatchObject({ api_url: `${origin}/api` });
  const shown = codeBlocks("docs/quickstart.md").find(({ headings }) => headings.at(-1) === "What it prints");
  const printed = linesOf(output);
  expect(linesOf(shown!.code).filter((line) => !printed.includes(line))).toEqual([]);
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

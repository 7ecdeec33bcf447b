import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverUrl, unique } from "../../support/raw-api";
import { run as runCommand, Stack } from "../../support/stack";
import { runDeployments } from "../../support/worker";

const flow = (greeting: string) => `
import os

from prefect import flow


@flow(log_prints=True)
def hello():
    print("${greeting}", os.path.basename(os.getcwd()), *sorted(name for name in os.listdir() if name != ".git"))
`;

let folder: string;
let stack: Stack;
let commit: string;

const git = async (...args: string[]): Promise<string> => {
  const { code, output } = await runCommand("git", ["-c", "user.name=a", "-c", "user.email=a@b.invalid", ...args], {
    cwd: folder,
  });
  expect([code, output]).toEqual([0, expect.anything()]);
  return output.trim();
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-commit-"));
  await git("init", "--quiet", "--initial-branch", "main");
  for (const name of ["etl", "other"]) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "hello.py"), flow("the commit"));
  }
  await git("add", ".");
  await git("commit", "--quiet", "--message", "first");
  commit = await git("rev-parse", "HEAD");
  await writeFile(join(folder, "etl/hello.py"), flow("the branch"));
  await git("commit", "--quiet", "--all", "--message", "second");
  stack = await Stack.create({ config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" } });
});
afterAll(async () => {
  await stack?.remove();
  await rm(folder, { recursive: true, force: true });
});

const pool = unique("commit");
const program = (args: string) => `
const storage = new syntask.GitFlowStorage("flows", { repository: "file://${folder}", ${args} });
const workPool = new syntask.WorkPool("${pool}", { type: "process" });
const deployment = new syntask.Deployment("${pool}", { entrypoint: "etl/hello.py:hello", storage, workPool });
exports.id = deployment.id;
`;

test("a deployment that is pinned to a commit runs it, with the folders that it names, though the branch went on", async () => {
  await stack.write(program(`commitSha: "${commit}", directories: ["etl"], cloneDirectoryName: "pinned"`));
  await stack.up();
  await stack.preview("--expect-no-changes");
  const { id } = await stack.outputs();
  const [run] = await runDeployments(pool, [id], {}, process.env.SYNTASK_TEST_NEWEST_PYTHON);
  expect([run!.state, run!.logs.join("\n")]).toEqual(["COMPLETED", expect.stringContaining("the commit pinned etl\n")]);
});

test("workers that are older than an arg are told of at preview", async () => {
  await stack.write(program('cloneDirectoryName: "pinned", workerVersion: "3.6.8"'));
  const { code, output } = await stack.run("preview");
  expect(code).not.toBe(0);
  expect(output).toContain(
    'GitFlowStorage "flows": `cloneDirectoryName` is for workers from 3.6.9, and `workerVersion` is 3.6.8; leave it out, or write `workerVersion` where they are newer',
  );
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as syntask from "pulumi-syntask";
import { declare } from "../support/mocks";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-ignore-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = async (files: Record<string, string>): Promise<void> => {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), content);
  }
};

async function upload(dialect: string, more: object = {}): Promise<{ ignoreFile: string; digest: string }> {
  const [code] = await declare(
    () => new syntask.FlowCode("flows", { store: "s3", location: { bucket: "b" }, source: folder, ...more }),
    { "syntask:dialect": dialect },
  );
  const { ignoreFile, digest } = code!.inputs;
  return { ignoreFile, digest };
}

test.each([
  ["syntask", ".syntaskignore"],
  ["prefect", ".prefectignore"],
])("in the dialect %s the file %s says what is not uploaded", async (dialect, name) => {
  const rules = { [name]: ".git/\n__pycache__/\n" };
  await write({ "etl.py": "pass\n", ...rules, ".syntaskignore": rules[name]!, ".prefectignore": rules[name]! });
  const { digest } = await upload(dialect);
  await write({ ".git/HEAD": "ref", "__pycache__/etl.pyc": "x" });
  expect(await upload(dialect)).toEqual({ ignoreFile: name, digest });
});

test.each([
  ["syntask", ".prefectignore"],
  ["prefect", ".syntaskignore"],
])("in the dialect %s a folder that has %s alone is read by it", async (dialect, name) => {
  await write({ "etl.py": "pass\n", [name]: ".git/\n" });
  expect(await upload(dialect)).toMatchObject({ ignoreFile: name });
});

test("a folder without either would have that of the dialect, and a name of one's own wins", async () => {
  await write({ "etl.py": "pass\n" });
  expect(await upload("prefect")).toMatchObject({ ignoreFile: ".prefectignore" });
  await write({ ".prefectignore": "", ".codeignore": "" });
  expect(await upload("prefect", { ignoreFile: ".codeignore" })).toMatchObject({ ignoreFile: ".codeignore" });
});

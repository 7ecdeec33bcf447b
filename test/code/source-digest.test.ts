import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readSource } from "../../sdk/src/code/source-digest";

let source: string;
beforeEach(async () => {
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-links-"));
});
afterEach(() => rm(source, { recursive: true }));

test("links that are left out of an upload are said, unless they are ignored", async () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
  await writeFile(join(source, "flow.py"), "");
  await symlink("..", join(source, "shared"));
  await symlink("nowhere", join(source, "broken"));
  await readSource("flows", { source, ignoreFile: ".syntaskignore", ignore: [] });
  await readSource("flows", { source, ignoreFile: ".syntaskignore", ignore: ["shared", "broken"] });
  expect(warn.mock.calls.map(([line]) => line)).toEqual([
    'FlowCode "flows" leaves out links that lead to a folder or to nothing: broken, shared; put what they lead to in their place, or name them in .syntaskignore or `ignore`.',
  ]);
  warn.mockRestore();
});

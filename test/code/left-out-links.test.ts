import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { normalizeFlowCode } from "../../sdk/src/code/flow-code-inputs";
import { readDialect } from "../../sdk/src/config";
import { plainValues } from "../../sdk/src/engine/normalize";

let source: string;
beforeEach(async () => {
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-links-"));
});
afterEach(() => rm(source, { recursive: true }));

test("links that are left out of an upload are said, unless they are ignored", async () => {
  const said: string[] = [];
  const context = {
    name: "flows",
    stack: "example/test",
    dialect: readDialect({ get: () => undefined }),
    warn: (line: string) => void said.push(line),
    attempt: <T>(work: () => T) => work(),
  };
  const digest = (ignore: string[]) => normalizeFlowCode({ source, ignore }, plainValues, context).digest;
  await writeFile(join(source, "flow.py"), "");
  await symlink("..", join(source, "shared"));
  await symlink("nowhere", join(source, "broken"));
  await digest([]);
  await digest(["shared", "broken"]);
  expect(said).toEqual([
    "leaves out links that lead to a folder or to nothing: broken, shared; put what they lead to in their place, or name them in .syntaskignore or `ignore`",
  ]);
});

import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { goProject, type LanguageProject, pythonProject, yamlProject } from "../support/languages";
import { raw, serverUrl, unique } from "../support/raw-api";
import { run, Stack } from "../support/stack";

const repository = resolve(__dirname, "../..");
const names = { pool: unique("pool"), variable: unique("variable").replaceAll("-", "_") };

const yaml = (size: number) => `
resources:
  pool:
    type: syntask:WorkPool
    properties: { name: ${names.pool}-yaml, type: process }
  variable:
    type: syntask:Variable
    properties: { name: ${names.variable}_yaml, value: { size: ${size} } }
outputs:
  found:
    fn::invoke:
      function: syntask:getWorkPool
      arguments: { name: "\${pool.name}" }
      return: type
`;
const python = (size: number) => `
import pulumi
import pulumi_syntask as syntask

pool = syntask.WorkPool("pool", name="${names.pool}-python", type="process")
syntask.Variable("variable", name="${names.variable}_python", value={"size": ${size}})
pulumi.export("found", syntask.get_work_pool_output(name=pool.name).type)
`;
const go = (size: number) => `package main

import (
	"github.com/pulumi-syntask/pulumi-syntask/sdk/go/syntask"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		pool, err := syntask.NewWorkPool(ctx, "pool", &syntask.WorkPoolArgs{
			Name: pulumi.String("${names.pool}-go"), Type: pulumi.String("process"),
		})
		if err != nil {
			return err
		}
		_, err = syntask.NewVariable(ctx, "variable", &syntask.VariableArgs{
			Name: pulumi.String("${names.variable}_go"), Value: pulumi.Map{"size": pulumi.Int(${size})},
		})
		if err != nil {
			return err
		}
		found := syntask.LookupWorkPoolOutput(ctx, syntask.LookupWorkPoolOutputArgs{Name: pool.Name})
		ctx.Export("found", found.Type())
		return nil
	})
}
`;

describe.each<[string, string, (size: number) => LanguageProject]>([
  ["YAML", "yaml", (size) => yamlProject(yaml(size))],
  ["Python", "python", (size) => pythonProject(python(size))],
  ["Go", "go", (size) => goProject(go(size))],
])("a program in %s", (_, suffix, project) => {
  let stack: Stack;
  afterAll(() => stack.remove());

  test("makes objects, finds nothing to do afterwards, and previews one edit as one line", async () => {
    const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
    stack = await Stack.create({ project: project(1), config });
    await stack.up();
    expect(await stack.outputs()).toEqual({ found: "process" });
    expect(await raw("GET", `/variables/name/${names.variable}_${suffix}`)).toMatchObject({ value: { size: 1 } });
    expect(await stack.preview()).toMatch(/Resources:\n\s+3 unchanged\n/);

    await project(2).writeProgram(stack.folder);
    const preview = await stack.preview("--diff");
    expect(preview.match(/^\s+[~+-] [a-z].*$/gm)).toEqual([
      expect.stringContaining("~ syntask:index:Variable: (update)"),
      expect.stringMatching(/~ value: /),
      expect.stringMatching(/~ size: 1 => 2/),
    ]);
  });

  test("finds what somebody changed on the server, and destroys what it made", async () => {
    const { id } = await raw("GET", `/variables/name/${names.variable}_${suffix}`);
    await raw("PATCH", `/variables/${id}`, { value: { size: 3 } });
    expect(await stack.preview("--refresh", "--diff")).toContain("~ size: 3 => 2");
    await stack.destroy();
    await expect(raw("GET", `/variables/${id}`)).rejects.toThrow("404");
    await expect(raw("GET", `/work_pools/${names.pool}-${suffix}`)).rejects.toThrow("404");
  });
});

test("an SDK of TypeScript can be generated too, and compiles", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-sdk-"));
  try {
    const generated = await run("npm", ["run", "sdk", "--", "nodejs", folder], { cwd: repository });
    if (generated.code !== 0) throw new Error(generated.output);
    await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
    const tsc = join(repository, "node_modules/.bin/tsc");
    const compiled = await run(tsc, ["--noEmit", "--skipLibCheck"], { cwd: join(folder, "nodejs") });
    expect(compiled).toEqual({ code: 0, output: "" });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

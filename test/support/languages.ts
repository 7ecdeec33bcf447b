import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Project, run } from "./stack";

const repository = resolve(__dirname, "../..");

/** The provider of this clone: one executable file. */
export const plugin = join(repository, "sdk/plugin/pulumi-resource-syntask");

const pluginByPath = `plugins: { providers: [{ name: syntask, path: ${plugin} }] }\n`;

/** A project in YAML: `program` is what its Pulumi.yaml says beside name, runtime and plugin. */
export const yamlProject = (program: string): Project => ({
  name: "example",
  write: (folder) => writeFile(join(folder, "Pulumi.yaml"), `name: example\nruntime: yaml\n${pluginByPath}${program}`),
});

/** A project in Python, with a generated SDK: `program` is its __main__.py. */
export const pythonProject = (program: string): Project => ({
  name: "example",
  async write(folder) {
    const runtime = "runtime: { name: python, options: { toolchain: pip, virtualenv: venv } }\n";
    await writeFile(join(folder, "Pulumi.yaml"), `name: example\n${runtime}${pluginByPath}`);
    await writeFile(join(folder, "__main__.py"), program);
    await prepare("python", folder);
  },
});

/** A project in Go, with a generated SDK: `program` is its main.go. */
export const goProject = (program: string): Project => ({
  name: "example",
  async write(folder) {
    await writeFile(join(folder, "Pulumi.yaml"), `name: example\nruntime: go\n${pluginByPath}`);
    await writeFile(join(folder, "main.go"), program);
    await prepare("go", folder);
  },
});

async function prepare(language: string, folder: string): Promise<void> {
  const script = join(repository, "scripts/prepare-program.mjs");
  const { code, output } = await run("node", [script, language, folder]);
  if (code !== 0) throw new Error(output);
}

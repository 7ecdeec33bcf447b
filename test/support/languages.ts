import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Project, run } from "./stack";

const repository = resolve(__dirname, "../..");

/** The provider of this clone: one executable file. */
export const plugin = join(repository, "sdk/plugin/pulumi-resource-syntask");
/** What the provider says of itself. */
export const schemaFile = join(repository, "sdk/schema.json");

/** A project in a language other than TypeScript. */
export interface LanguageProject extends Project {
  /** Puts its program in the place of another one. */
  writeProgram(folder: string): Promise<void>;
}

/** What a Pulumi.yaml says where the provider is not installed. */
export const pluginPath = `plugins: { providers: [{ name: syntask, path: ${join(repository, "sdk/plugin")} }] }`;

/** A project in YAML, whose Pulumi.yaml says where the provider is: `program` is what it says beside that. */
export function yamlProject(program: string): LanguageProject {
  const writeProgram = (folder: string) =>
    writeFile(join(folder, "Pulumi.yaml"), `name: example\nruntime: yaml\n${pluginPath}\n${program}`);
  return { name: "example", write: writeProgram, writeProgram };
}

/** A project in Python with an installed provider and its SDK: `program` is its __main__.py. */
export function pythonProject(program: string): LanguageProject {
  const writeProgram = (folder: string) => writeFile(join(folder, "__main__.py"), program);
  return {
    name: "example",
    async write(folder, environment) {
      const runtime = "runtime: { name: python, options: { toolchain: pip, virtualenv: venv } }";
      await writeFile(join(folder, "Pulumi.yaml"), `name: example\n${runtime}\n`);
      await writeFile(join(folder, "requirements.txt"), "pulumi>=3.231,<4\n");
      await writeProgram(folder);
      await prepare("python", folder, environment);
    },
    writeProgram,
  };
}

/** A project in Go with an installed provider and its SDK: `program` is its main.go. */
export function goProject(program: string): LanguageProject {
  const writeProgram = (folder: string) => writeFile(join(folder, "main.go"), program);
  return {
    name: "example",
    async write(folder, environment) {
      await writeFile(join(folder, "Pulumi.yaml"), "name: example\nruntime: go\n");
      await writeProgram(folder);
      await prepare("go", folder, environment);
    },
    writeProgram,
  };
}

/** Runs one of the preparations of `scripts/lib/programs.mjs`. */
export async function prepare(language: string, folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const script = join(repository, "scripts/prepare-program.mjs");
  const { code, output } = await run("node", [script, language, folder], { environment });
  if (code !== 0) throw new Error(output);
}

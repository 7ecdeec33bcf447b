import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { PackageSpec } from "../../scripts/schema/spec";
import { prepare, schemaFile } from "../support/languages";
import { run } from "../support/stack";

const repository = resolve(__dirname, "../..");

/** What examples refer to and do not declare, with its type. */
const declaredElsewhere: Record<string, string> = {
  nightly: "Deployment",
  pool: "WorkPool",
  storage: "GitFlowStorage",
  type: "BlockType",
};

let folder: string;
let examples: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-examples-"));
  const { resources }: PackageSpec = JSON.parse(await readFile(schemaFile, "utf8"));
  examples = Object.values(resources)
    .map(({ description }) => description)
    .filter((description) => description.includes("{{% examples %}}"));
  expect(examples.length).toBeGreaterThan(20);
});
afterAll(() => rm(folder, { recursive: true }));

/** The programs in a language, without their imports, and what they refer to. */
const programsIn = (language: string) =>
  examples.map((description) => {
    const [, code = ""] = new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, "s").exec(description)!;
    const program = code.replaceAll(/^import .*\n/gm, "").trim();
    const isUsed = (name: string) => new RegExp(`\\b${name}\\.`).test(program);
    const isDeclared = (name: string) => new RegExp(`^(const )?${name} = `, "m").test(program);
    const others = Object.entries(declaredElsewhere).filter(([name]) => isUsed(name) && !isDeclared(name));
    return { program, others };
  });

test("every example in Python passes mypy", async () => {
  const functions = programsIn("python").map(({ program, others }, index) => {
    const parameters = others.map(([name, type]) => `${name}: syntask.${type}`);
    const all = [...parameters, "principal_id: str"].join(", ");
    return `def example_${index}(${all}) -> None:\n    ${program.replaceAll("\n", "\n    ")}\n`;
  });
  await writeFile(
    join(folder, "Pulumi.yaml"),
    "name: example\nruntime: { name: python, options: { virtualenv: venv } }\n",
  );
  await writeFile(join(folder, "requirements.txt"), "");
  await writeFile(
    join(folder, "__main__.py"),
    `import pulumi\nimport pulumi_syntask as syntask\n\n${functions.join("\n")}`,
  );
  await prepare("python", folder, { ...process.env, PULUMI_HOME: join(folder, "home") });
  const { output } = await run(join(folder, "venv/bin/python"), ["-m", "mypy", "--strict", "__main__.py"], {
    cwd: folder,
  });
  expect(output).toContain("Success: no issues found in 1 source file");
});

test("every example in TypeScript compiles", async () => {
  const generated = await run("npm", ["run", "sdk", "--", "nodejs", folder], { cwd: repository });
  if (generated.code !== 0) throw new Error(generated.output);
  const functions = programsIn("typescript").map(({ program, others }, index) => {
    const parameters = others.map(([name, type]) => `${name}: syntask.${type}`);
    return `export function example${index}(${[...parameters, "principalId: string"].join(", ")}) {\n${program}\n}\n`;
  });
  const imports = 'import * as pulumi from "@pulumi/pulumi";\nimport * as syntask from "./index";\n';
  await writeFile(join(folder, "nodejs/examples.ts"), imports + functions.join("\n"));
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  const tsc = join(repository, "node_modules/.bin/tsc");
  const options = ["--noEmit", "--skipLibCheck", "--strict", "--target", "es2022", "--module", "commonjs"];
  expect(await run(tsc, [...options, "examples.ts"], { cwd: join(folder, "nodejs") })).toEqual({ code: 0, output: "" });
});

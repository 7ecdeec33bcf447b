import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ts from "typescript";
import { definitions } from "../../sdk/src/provider";
import { declare } from "../support/mocks";
import { serverUrl, unique } from "../support/raw-api";
import { SmallEngine } from "../support/small-engine";
import { type Mistake, mistakes } from "./mistakes";

const repository = resolve(__dirname, "../..");
const pool = unique("pool");
const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };

/** What every mistake has at hand. */
const prelude = `
import * as fs from "node:fs";
import * as syntask from "pulumi-syntask";
import { S3FlowStorage } from "pulumi-syntask/aws";
import { DockerFlowStorage } from "pulumi-syntask/docker";
const code = "./flows";
const pool = "${pool}";
const storage = new syntask.LocalFlowStorage("storage", { path: "/opt/flows" });
let projects = 0;
function projectOf(file: string): string {
  const folder = \`./project-\${projects++}\`;
  fs.cpSync(code, folder, { recursive: true });
  fs.writeFileSync(\`\${folder}/syntask.yaml\`, file);
  return folder;
}
const typed = new syntask.WorkPool("typed", { type: "docker" });
`;

const numbered = mistakes.map((mistake, index): [Mistake, number] => [mistake, index]);
const foundBy = (where: Mistake["found"]) => numbered.filter(([{ found }]) => found === where);
const nameOf = (index: number) => `mistake-${index}`;
const written = ({ code }: Mistake, index: number) => code.replaceAll("NAME", JSON.stringify(nameOf(index)));

let folder: string;
let before: string;
beforeAll(async () => {
  before = process.cwd();
  folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-mistakes-"));
  mkdirSync(join(folder, "flows"));
  writeFileSync(
    join(folder, "flows/etl.py"),
    "from prefect import flow\n\n\n@flow\ndef main():\n    pass\n\n\ndef plain():\n    pass\n",
  );
  process.chdir(folder);
  jest.spyOn(console, "info").mockImplementation();
  jest.spyOn(console, "warn").mockImplementation();
  await new SmallEngine("WorkPool", config).up({ name: pool, type: "process" });
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

/** What the compiler says of a program, by the line that it says it of. */
function diagnosed(text: string): Map<number, string> {
  const file = join(repository, "test/e2e/mistakes/program.ts");
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(repository, "tsconfig.json"), ts.sys.readFile).config,
    ts.sys,
    repository,
  );
  const host = ts.createCompilerHost({ ...options, noEmit: true });
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => path === file || fileExists.call(host, path);
  host.readFile = (path) => (path === file ? text : readFile.call(host, path));
  host.getSourceFile = (path, languageVersion, ...more) =>
    path === file
      ? ts.createSourceFile(path, text, languageVersion, true)
      : getSourceFile.call(host, path, languageVersion, ...more);
  const program = ts.createProgram([file], { ...options, noEmit: true, incremental: false, composite: false }, host);
  const source = program.getSourceFile(file)!;
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  return new Map(
    found.map(({ start = 0, messageText }) => [
      source.getLineAndCharacterOfPosition(start).line,
      ts.flattenDiagnosticMessageText(messageText, "\n"),
    ]),
  );
}

/** What the compiler says of each mistake, which stands in a line of its own. */
function compiled(): Map<number, string> {
  const first = prelude.split("\n").length - 1;
  const text = prelude + numbered.map(([mistake, index]) => `{ ${written(mistake, index)} }`).join("\n");
  const said = new Map<number, string>();
  for (const [line, message] of diagnosed(text)) {
    if (line < first) throw new Error(`what all have at hand: ${message}`);
    said.set(line - first, message.split("\n").at(-1)!.trim());
  }
  return said;
}

/** What a preview says of one mistake: what stops the program, else what the checks of its resources say. */
async function previewed(mistake: Mistake, index: number): Promise<string[]> {
  const { outputText } = ts.transpileModule(prelude + written(mistake, index), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const stops: string[] = [];
  const note = (error: Error) => void (stops.includes(error.message) || stops.push(error.message));
  process.on("unhandledRejection", note);
  const declared = await declare(() => {
    try {
      new Function("require", "exports", outputText)(require, {});
    } catch (error) {
      note(error as Error);
    }
  }).catch((error) => {
    note(error);
    return [];
  });
  process.off("unhandledRejection", note);
  if (stops.length > 0) return stops;
  const checked = declared.filter(({ name, type }) => name !== "typed" && definitions.has(type));
  const failures = await Promise.all(checked.map(({ type, inputs }) => new SmallEngine(type, config).check(inputs)));
  return failures.flat();
}

const withoutChance = (text: string, index: number): string =>
  text
    .replaceAll(pool, "POOL")
    .replaceAll(serverUrl(), "URL")
    .replaceAll(nameOf(index), "NAME")
    .replaceAll(folder, "FOLDER");

test("there are a hundred mistakes, each with a name of its own", () => {
  expect(mistakes.length).toBeGreaterThanOrEqual(100);
  expect(new Set(mistakes.map(({ mistake }) => mistake)).size).toBe(mistakes.length);
});

test("the compiler finds those that it can, and no other", () => {
  const said = compiled();
  const found = foundBy("types");
  expect([...said.keys()].map((index) => mistakes[index]!.mistake)).toEqual(found.map(([{ mistake }]) => mistake));
  const table = found.map(([{ mistake }, index]) => `${mistake}: ${withoutChance(said.get(index)!, index)}`);
  expect(table).toMatchSnapshot();
});

test.each(foundBy("preview").map(([mistake, index]) => ({ ...mistake, index })))(
  "a preview finds $mistake",
  async ({ index, ...mistake }) => {
    const said = await previewed(mistake, index);
    expect(said.map((line) => withoutChance(line, index))).toMatchSnapshot();
    expect(said).not.toEqual([]);
  },
);

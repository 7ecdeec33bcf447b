import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import { parseDocument } from "yaml";
import { type CodeBlock, codeBlocks, repository, textOf, userDocuments } from "../support/documents";

const blocks = userDocuments.flatMap(codeBlocks);
const of = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language));
const place = ({ document, line }: CodeBlock, within = 0) => `${document}:${line + within}`;

/** Programs in these languages are run by `test/e2e/documented-languages.test.ts` and `test/e2e/get-started.test.ts`. */
const runElsewhere = ["python", "go", "csharp"];
const pagesRunElsewhere = ["docs/_index.md", "docs/get-started.md", "docs/languages.md"];

test("every block of code is in a language that is checked", () => {
  const known = ["", "ts", "sh", "yaml", "json", ...runElsewhere];
  expect(blocks.filter(({ language }) => !known.includes(language)).map((block) => place(block))).toEqual([]);
  const elsewhere = of(...runElsewhere).filter(({ document }) => !pagesRunElsewhere.includes(document));
  expect(elsewhere.map((block) => place(block))).toEqual([]);
});

describe("programs in TypeScript", () => {
  /** Programs that stand on a page and in a file of the tests, where they are compiled and run. */
  const isFile = ({ code }: CodeBlock) => mockedProgram.includes(code);
  const mockedProgram = ["index.ts", "index.test.ts"].map((file) => textOf(`test/mocked-program/${file}`));
  const misfit = 'const one = 1;\nnew syntask.WorkPool("etl", { typ: "process" });\n';
  let faults: string[];
  beforeAll(() => {
    const broken: CodeBlock = { document: "broken", line: 10, language: "ts", code: misfit, headings: [] };
    faults = faultsOf([...of("ts").filter((block) => !isFile(block)), broken]);
  });

  test("fit the types of the package", () => {
    expect(faults.filter((fault) => !fault.startsWith("broken:"))).toEqual([]);
  });

  test("would be noticed at their lines if they did not", () => {
    expect(faults.filter((fault) => fault.startsWith("broken:"))).toEqual([
      expect.stringMatching(/^broken:11: .*'typ' does not exist in type/),
    ]);
  });
});

test("every line for a shell is one", () => {
  const faults = of("sh").flatMap((block) => {
    const { status, stderr } = spawnSync("bash", ["-n"], { input: block.code, encoding: "utf8" });
    return status === 0 ? [] : [`${place(block)}: ${stderr}`];
  });
  expect(faults).toEqual([]);
});

test("every line for a shell that runs a script of the repository finds it", () => {
  const scripts = Object.keys(require("../../package.json").scripts);
  const faults = blocks.flatMap((block) => [
    ...[...block.code.matchAll(/^npm run ([\w:]+)/gm)].filter(([, name]) => !scripts.includes(name!)),
    ...[...block.code.matchAll(/node ((?:examples|bench)\/\S+)/g)].filter(
      ([, file]) => !existsSync(join(repository, file!)),
    ),
  ]);
  expect(faults.map(([line]) => line)).toEqual([]);
});

test("every block of YAML and JSON is read without a fault", () => {
  const faults = of("yaml", "json").flatMap((block) =>
    parseDocument(block.code, { uniqueKeys: true }).errors.map(({ message }) => `${place(block)}: ${message}`),
  );
  expect(faults).toEqual([]);
});

/** Compiles programs together and returns what the compiler refuses. One that awaits outside of functions is an ES module. */
function faultsOf(programs: CodeBlock[]): string[] {
  const folder = join(repository, "test/docs");
  const assumed = assumedNames(join(folder, "assumed.ts"));
  const files = new Map(
    programs.map((block, index) => {
      const extension = awaitsOutsideOfFunctions(block.code) ? "mts" : "ts";
      return [join(folder, `block-${index}.${extension}`), { block, text: moduleOf(block.code, assumed) }];
    }),
  );
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(repository, "tsconfig.json"), ts.sys.readFile).config,
    ts.sys,
    repository,
  );
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (file) => files.get(file)?.text ?? readFile(file);
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = files.get(file)?.text;
    return text === undefined ? getSourceFile(file, version, ...rest) : ts.createSourceFile(file, text, version);
  };
  const program = ts.createProgram(
    [...files.keys()],
    { ...options, noUnusedLocals: false, noUnusedParameters: false, noUncheckedIndexedAccess: false },
    host,
  );
  return [...files].flatMap(([file, { block }]) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start, messageText }) => {
        const { line } = source.getLineAndCharacterOfPosition(start!);
        return `${place(block, line)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
      },
    );
  });
}

function awaitsOutsideOfFunctions(code: string): boolean {
  const awaits = (node: ts.Node): boolean =>
    ts.isAwaitExpression(node) || (!ts.isFunctionLike(node) && (ts.forEachChild(node, awaits) ?? false));
  return awaits(ts.createSourceFile("block.mts", code, ts.ScriptTarget.ES2022));
}

const assumedNames = (file: string): string[] =>
  ts
    .createSourceFile(file, ts.sys.readFile(file)!, ts.ScriptTarget.ES2022)
    .statements.flatMap((statement) =>
      ts.isVariableStatement(statement)
        ? statement.declarationList.declarations.map(({ name }) => (name as ts.Identifier).text)
        : ts.isExportDeclaration(statement)
          ? exportedNames(statement)
          : [],
    );

const exportedNames = ({ exportClause: clause }: ts.ExportDeclaration): string[] =>
  clause && ts.isNamedExports(clause)
    ? clause.elements.map(({ name }) => name.text)
    : [(clause as ts.NamespaceExport).name.text];

/** A program with what it leaves to the text around it. All of that is in its first line, so that lines keep their numbers. */
function moduleOf(code: string, assumed: string[]): string {
  const { statements } = ts.createSourceFile("block.ts", code, ts.ScriptTarget.ES2022);
  const declared = statements.flatMap((statement): string[] => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
    }
    if (ts.isImportDeclaration(statement)) return importedNames(statement);
    const { name } = statement as ts.ClassDeclaration;
    return name ? [name.text] : [];
  });
  const missing = assumed.filter((name) => !declared.includes(name));
  return `import { ${missing.join(", ")} } from "./assumed.js"; ${code}export {};\n`;
}

const boundNames = (name: ts.BindingName): string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));

function importedNames({ importClause: clause }: ts.ImportDeclaration): string[] {
  const bindings = clause?.namedBindings;
  if (!bindings) return [];
  return ts.isNamespaceImport(bindings) ? [bindings.name.text] : bindings.elements.map(({ name }) => name.text);
}

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as ts from "typescript";

/** One arg of a class, as its sources declare it. */
export interface ArgType {
  name: string;
  isRequired: boolean;
  type: ts.TypeNode;
}

const sources = resolve(__dirname, "../../sdk/src");

/** What the sources declare, by its name. */
const declarations = new Map(
  readdirSync(sources, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(join(sources, file), "utf8");
      return [...ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true).statements];
    })
    .filter(
      (statement) =>
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement) ||
        ts.isClassDeclaration(statement),
    )
    .map((declaration) => [declaration.name!.text, declaration] as const),
);

export const declarationOf = (name: string) => declarations.get(name);

/** The args that the constructor of a class takes, those of the interfaces that theirs extends among them. */
export function argTypesOf(className: string): ArgType[] {
  const declaration = declarations.get(className);
  if (!declaration || !ts.isClassDeclaration(declaration)) throw new Error(`the sources have no class ${className}`);
  const named = `${className}Args`;
  return declarations.get(named)?.kind === ts.SyntaxKind.TypeAliasDeclaration
    ? derivedMembers(named)
    : membersOf(named);
}

let program: ts.Program | undefined;
const derived = new Map<string, ArgType[]>();

/** The modules whose args the compiler derives from a table of fields. */
const modulesOfAliases = [...declarations]
  .filter(([name, { kind }]) => name.endsWith("Args") && kind === ts.SyntaxKind.TypeAliasDeclaration)
  .map(([, declaration]) => join(sources, declaration.getSourceFile().fileName));

/** The args that the compiler derives from a table of fields. */
function derivedMembers(aliasName: string): ArgType[] {
  const known = derived.get(aliasName);
  if (known) return known;
  const index = join(sources, "index.ts");
  program ??= ts.createProgram([index, ...modulesOfAliases], { strict: true, skipLibCheck: true, ...moduleOptions });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(join(sources, declarations.get(aliasName)!.getSourceFile().fileName))!;
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(file)!);
  const symbol = exported.find(({ name }) => name === aliasName);
  if (!symbol) throw new Error(`${file.fileName} does not export ${aliasName}`);
  const argOf = (name: string, isRequired: boolean, type: ts.Type): ArgType => {
    const text = checker.typeToString(type, program!.getSourceFile(index), ts.TypeFormatFlags.NoTruncation);
    return { name, isRequired, type: parsed(asWritten(text)) };
  };
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const members = type.getProperties().map((property) => {
    const isRequired = !(property.flags & ts.SymbolFlags.Optional);
    return argOf(property.name, isRequired, checker.getNonNullableType(givenOf(property)));
  });
  derived.set(aliasName, members);
  return members;

  /** What a program may write; that a component may also give what turns out to be empty is left aside. */
  function givenOf(property: ts.Symbol): ts.Type {
    const fields = fieldsBehind(symbol!);
    const field = fields?.getProperty(property.name);
    if (!field) return checker.getTypeOfSymbol(property);
    return checker.getTypeArguments(checker.getTypeOfSymbol(field) as ts.TypeReference)[1]!;
  }

  /** The table in `type XArgs = InnerArgsOf<…>`. */
  function fieldsBehind(alias: ts.Symbol): ts.Type | undefined {
    const { type: written } = alias.declarations![0] as ts.TypeAliasDeclaration;
    const isInner = ts.isTypeReferenceNode(written) && written.typeName.getText() === "InnerArgsOf";
    return isInner ? checker.getTypeFromTypeNode(written.typeArguments![0]!) : undefined;
  }
}

const moduleOptions: ts.CompilerOptions = {
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  target: ts.ScriptTarget.ES2022,
};

/** A type as the sources write it: the compiler says where each name is from, and tells `Input<Json>` in full. */
function asWritten(type: string): string {
  const short = type.replaceAll(/import\("[^"]*"\)\./g, "");
  return short.endsWith("OutputInstance<Json>") ? "pulumi.Input<Json>" : short.replaceAll(/\bInput</g, "pulumi.Input<");
}

function parsed(type: string): ts.TypeNode {
  const [statement] = ts.createSourceFile("type.ts", `type T = ${type}`, ts.ScriptTarget.ES2022, true).statements;
  return (statement as ts.TypeAliasDeclaration).type;
}

/** What an interface has, with what it extends. */
export function membersOf(interfaceName: string): ArgType[] {
  const declaration = declarations.get(interfaceName);
  if (!declaration || !ts.isInterfaceDeclaration(declaration)) {
    throw new Error(`the sources have no interface ${interfaceName}`);
  }
  const extended = declaration.heritageClauses?.flatMap(({ types }) => types) ?? [];
  return [
    ...extended.flatMap(({ expression }) => membersOf(expression.getText())),
    ...declaration.members.filter(ts.isPropertySignature).map(({ name, questionToken, type }) => ({
      name: name.getText(),
      isRequired: questionToken === undefined,
      type: type!,
    })),
  ];
}

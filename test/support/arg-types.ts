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
  const [, args] = declaration.members.find(ts.isConstructorDeclaration)?.parameters ?? [];
  if (!args?.type || !ts.isTypeReferenceNode(args.type)) throw new Error(`${className} takes no args of a named type`);
  return membersOf(args.type.typeName.getText());
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

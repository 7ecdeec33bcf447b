import { relative, resolve } from "node:path";
import * as ts from "typescript";
import { type Documentation, documentationOf } from "./documentation.js";

const sdk = "sdk";

/** The package's source as the compiler reads it. */
export class Declarations {
  readonly checker: ts.TypeChecker;
  /** All that is exported by any file, by its name. */
  readonly #exported = new Map<string, ts.Symbol>();
  /** What users of the package see. */
  readonly #public = new Set<ts.Symbol>();

  /**
   * @param root folder of the repository
   * @param entries the entry points of programs in `sdk/src`
   * @param others files that nothing of those needs
   */
  constructor(root: string, entries: readonly string[], others: readonly string[]) {
    const folder = resolve(root, sdk);
    const { config } = ts.readConfigFile(resolve(folder, "tsconfig.json"), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
    const filesOf = (names: readonly string[]) => names.map((name) => resolve(folder, "src", name));
    const files = filesOf(entries);
    const program = ts.createProgram([...files, ...filesOf(others)], {
      ...options,
      noEmit: true,
      composite: false,
      incremental: false,
    });
    this.checker = program.getTypeChecker();
    for (const file of program.getSourceFiles()) {
      const path = relative(folder, file.fileName);
      if (path.startsWith("..") || file.isDeclarationFile) continue;
      for (const symbol of this.#exportsOf(file)) {
        this.#exported.set(symbol.name, symbol);
        if (files.includes(file.fileName) && !isInternal(symbol)) this.#public.add(symbol);
      }
    }
  }

  #exportsOf(file: ts.SourceFile): ts.Symbol[] {
    const module = this.checker.getSymbolAtLocation(file);
    if (!module) return [];
    return this.checker
      .getExportsOfModule(module)
      .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol));
  }

  /** @throws when nothing of the name is exported anywhere */
  symbolOf(name: string): ts.Symbol {
    const symbol = this.#exported.get(name);
    if (!symbol) throw new Error(`nothing that is called ${name} is exported in ${sdk}/src`);
    return symbol;
  }

  find(name: string): ts.Symbol | undefined {
    return this.#exported.get(name);
  }

  /** Whether users of the package see what is called so. */
  isPublic(name: string): boolean {
    return this.#public.has(this.symbolOf(name));
  }

  /** The type that is declared under a name, if one is. */
  typeOf(name: string): ts.Type | undefined {
    const symbol = this.find(name);
    return symbol && this.checker.getDeclaredTypeOfSymbol(symbol);
  }

  /** The inputs and the state of a kind, as its class says of the definition. */
  definitionOf(kind: string): { inputs: ts.Type; state: ts.Type } {
    const definition = this.checker.getTypeOfSymbol(this.symbolOf(kind)).getProperty("definition");
    if (!definition) throw new Error(`class ${kind} has no definition`);
    const [inputs, state] = this.checker.getTypeArguments(this.typeOfMember(definition) as ts.TypeReference);
    return { inputs: inputs!, state: state! };
  }

  /** The public members of a class that are values. */
  membersOf(name: string): ts.Symbol[] {
    return this.typeOf(name)!
      .getProperties()
      .filter((member) => this.#isOwn(member) && !(member.flags & ts.SymbolFlags.Method));
  }

  /** What other packages declare, such as the `urn` of every resource, is declared there. */
  #isOwn(member: ts.Symbol): boolean {
    const declarations = member.declarations ?? [];
    return (
      declarations.some((one) => !one.getSourceFile().isDeclarationFile) &&
      !declarations.some((one) => ts.getCombinedModifierFlags(one) & ts.ModifierFlags.NonPublicAccessibilityModifier) &&
      !isInternal(member)
    );
  }

  typeOfMember(member: ts.Symbol): ts.Type {
    return this.checker.getTypeOfSymbol(member);
  }

  /** What a function takes, and what it finds. */
  signatureOf(name: string): { args: ts.Type; result: ts.Type } {
    const [signature] = this.checker.getTypeOfSymbol(this.symbolOf(name)).getCallSignatures();
    const [args] = signature!.getParameters();
    const [result] = this.checker.getTypeArguments(signature!.getReturnType() as ts.TypeReference);
    return { args: this.typeOfMember(args!), result: result! };
  }

  documentationOf(symbol: ts.Symbol | undefined): Documentation {
    return documentationOf(symbol, this.checker);
  }
}

const isInternal = (symbol: ts.Symbol): boolean => symbol.getJsDocTags().some(({ name }) => name === "internal");

/** Whether a type is Pulumi's `Output` of another one. */
export const isOutput = (type: ts.Type): boolean =>
  type.aliasSymbol?.name === "Output" ||
  type.symbol?.name === "OutputInstance" ||
  (type.isIntersection() && type.types.some(isOutput));

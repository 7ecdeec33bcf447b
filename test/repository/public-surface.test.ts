import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as ts from "typescript";
import * as resources from "../../sdk/src";
import type { Definition } from "../../sdk/src/engine/definition";
import { definitions } from "../../sdk/src/provider";
import type { Arg } from "../../sdk/src/provider/component-args";
import { components } from "../cloud/components";

const sdk = resolve(__dirname, "../../sdk");
const { exports } = JSON.parse(readFileSync(join(sdk, "package.json"), "utf8")) as {
  exports: Record<string, string | { types: string }>;
};

/** Source of each entry point, by its name. */
const entries = Object.entries(exports).flatMap(([name, target]): [string, string][] => {
  if (typeof target === "string") return [];
  return [[name, join(sdk, target.types.replace("./dist/", "src/").replace(/\.d\.ts$/, ".ts"))]];
});

let program: ts.Program;
let checker: ts.TypeChecker;
beforeAll(() => {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(sdk, "tsconfig.json"), ts.sys.readFile).config,
    ts.sys,
    sdk,
  );
  program = ts.createProgram(
    entries.map(([, source]) => source),
    { ...options, noEmit: true, composite: false, incremental: false, tsBuildInfoFile: undefined },
  );
  checker = program.getTypeChecker();
});

interface Name {
  /** With the name that it is a member of. */
  name: string;
  symbol: ts.Symbol;
}

/** What a user of an entry point sees: the exported names, with their members. */
function publicNames(source: string): Name[] {
  const file = program.getSourceFile(source)!;
  return checker.getExportsOfModule(checker.getSymbolAtLocation(file)!).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (!isOwn(symbol)) return [];
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    const members = type.flags & ts.TypeFlags.Object || type.isIntersection() ? type.getProperties() : [];
    const own = members.filter(isOwn).map((member) => ({ name: `${symbol.name}.${member.name}`, symbol: member }));
    return [{ name: symbol.name, symbol }, ...own];
  });
}

/** What other packages declare, such as the `urn` of every resource, is documented there. */
const isOwn = (symbol: ts.Symbol): boolean =>
  (symbol.declarations?.some((one) => one.getSourceFile().fileName.startsWith(sdk)) ?? false) &&
  !symbol.getJsDocTags(checker).some(({ name }) => name === "internal") &&
  !symbol.declarations?.some((one) => ts.getCombinedModifierFlags(one as ts.Declaration) & ts.ModifierFlags.Private);

test.each(entries)("everything that a user of %s sees has a comment", (_, source) => {
  const silent = publicNames(source).filter(({ symbol }) => symbol.getDocumentationComment(checker).length === 0);
  expect(silent.map(({ name }) => name)).toEqual([]);
});

test.each(entries)("the names and types of %s are those of the last review", (_, source) => {
  const lines = publicNames(source).map(({ name, symbol }) => {
    const isOptional = symbol.flags & ts.SymbolFlags.Optional;
    const isMember = name.includes(".");
    const shown = isMember || symbol.flags & ts.SymbolFlags.Function ? `: ${typeOf(symbol)}` : "";
    return `${isMember ? "  " : ""}${name.split(".").at(-1)}${isOptional ? "?" : ""}${shown}`;
  });
  expect(lines.join("\n")).toMatchSnapshot();
});

/** Classes of objects of the server, by their names. */
const kinds = Object.entries(resources).flatMap(([name, exported]): [string, Definition][] =>
  "definition" in exported && "get" in exported ? [[name, exported.definition as Definition]] : [],
);

test.each(kinds)(
  "every input of %s, and all that only the server gives, is a typed output with a comment",
  (name, definition) => {
    const members = entries.flatMap(([, source]) => publicNames(source));
    const outputs = [...definition.properties, ...(definition.outputs ?? [])].map((output) => {
      const member = members.find((one) => one.name === `${name}.${output}`);
      const isTyped = member && /^Output(Instance)?<(?!any>|unknown>)/.test(typeOf(member.symbol));
      return [output, isTyped && member.symbol.getDocumentationComment(checker).length > 0];
    });
    expect(outputs.filter(([, isShown]) => !isShown).map(([output]) => output)).toEqual([]);
  },
);

describe.each(Object.entries(components))("the args of %s", (name, { args: table }) => {
  /** What the constructor takes, by the names that it takes. */
  let taken: ts.Symbol[];
  beforeAll(() => {
    const { symbol } = entries.flatMap(([, source]) => publicNames(source)).find((one) => one.name === name)!;
    const [construct] = checker.getTypeOfSymbol(symbol).getConstructSignatures();
    const given = checker.getTypeOfSymbol(construct!.getParameters()[1]!);
    taken = checker.getNonNullableType(given).getProperties();
  });

  test("are those of its table, and the same ones have to be given", () => {
    const isRequired = (symbol: ts.Symbol) => !(symbol.flags & ts.SymbolFlags.Optional);
    const lines = taken.map((symbol) => `${symbol.name} ${isRequired(symbol) ? "has to" : "may"} be given`);
    const declared = Object.entries(table).map(
      ([arg, { required }]) => `${arg} ${required ? "has to" : "may"} be given`,
    );
    expect(lines.sort()).toEqual(declared.sort());
  });

  test("have their comments, which name the table's defaults", () => {
    const silent = taken.filter((symbol) => {
      const tags = symbol.getJsDocTags(checker);
      const named = ts.displayPartsToString(tags.find((tag) => tag.name === "default")?.text);
      const { default: value } = table[symbol.name]!;
      const isNamed = value === undefined || named.startsWith(JSON.stringify(value));
      return symbol.getDocumentationComment(checker).length === 0 || !isNamed;
    });
    expect(silent.map((symbol) => symbol.name)).toEqual([]);
  });

  test("that TypeScript writes in one way alone have the types of the table", () => {
    const plain = taken.filter((symbol) => table[symbol.name]!.sugar === undefined);
    const types = plain.map(
      (symbol) =>
        [
          symbol.name,
          typeOf(symbol)
            .replace(/ \| undefined$/, "")
            .split(" | ")
            .sort(),
        ] as const,
    );
    const declared = plain.map(({ name: arg }) => [arg, inTypeScript(table[arg]!).split(" | ").sort()] as const);
    // TypeScript may know more of what is any JSON to others.
    const isSaid = (_: unknown, index: number) => !/\bany\b/.test(declared[index]![1].join());
    expect(types.filter(isSaid)).toEqual(declared.filter(isSaid));
  });
});

/** The type of an arg, as TypeScript writes it. */
function inTypeScript({ type, plain }: Arg): string {
  const own = (): string => {
    if (typeof type === "string") return { string: "string", integer: "number", boolean: "boolean", any: "any" }[type];
    if ("words" in type) return type.words.map((word) => JSON.stringify(word)).join(" | ");
    if ("listOf" in type) return `${inTypeScript(type.listOf)}[]`;
    if ("mapOf" in type) return `Record<string, ${inTypeScript(type.mapOf)}>`;
    return interfacesOf[type.object] ?? type.object;
  };
  return plain ? own() : `Input<${own()}>`;
}

/** What TypeScript calls some objects. */
const interfacesOf: Record<string, string> = { DockerRegistry: "DockerRegistryArgs" };

/** As an editor shows it, without where each name is from. */
function typeOf(symbol: ts.Symbol): string {
  const type = checker.getTypeOfSymbol(symbol);
  const text = checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  return text.replaceAll(/import\("[^"]*"\)\./g, "");
}

test("kinds, and what a change of each input does, are those of the last review", () => {
  const lines = [...definitions.values()].flatMap((definition) => {
    const { kind, properties, replaceOnChanges, naturalKey, secrets = [], secretFields = [], defaults } = definition;
    const inputs = properties.map((name) => {
      const marks = [
        ...(naturalKey.includes(name) ? ["natural key"] : []),
        ...(replaceOnChanges.includes(name) ? ["replaces"] : []),
        ...(secrets.includes(name) || secretFields.includes(name) ? ["secret"] : []),
        name in defaults ? `default ${JSON.stringify(defaults[name])}` : "no default",
      ];
      return `  ${name}: ${marks.join(", ")}`;
    });
    return [kind, ...inputs];
  });
  expect(lines.join("\n")).toMatchSnapshot();
});

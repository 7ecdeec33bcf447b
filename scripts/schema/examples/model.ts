import * as ts from "typescript";
import { type ComplexTypeSpec, type PackageSpec, type Properties, type TypeSpec, tokenOf } from "../spec.js";

/** A value in an example, as every language can write it. */
export type Value =
  | { is: "literal"; value: string | number | boolean }
  /** One of the words of a type. */
  | { is: "word"; token: string; value: string }
  | { is: "list"; items: Value[] }
  /** @property isTyped whether languages write the keys in their own case */
  | { is: "object"; isTyped: boolean; entries: [key: string, value: Value][] }
  /** An output of something that the example declares, or that is declared elsewhere; without a name the thing itself. */
  | { is: "output"; of: string; name?: string }
  | { is: "secret"; key: string }
  /** Texts and outputs one after the other. */
  | { is: "text"; parts: (string | Value)[] };

/** Something that an example declares. */
export interface Statement {
  /** Whether it is made or looked up. */
  is: "resource" | "look-up";
  variable: string | undefined;
  token: string;
  /** Of a resource. */
  name: string | undefined;
  inputs: Value;
}

/** Says that an example has something that TypeScript alone can write. */
export class OnlyInTypeScript extends Error {}

export type Schema = Pick<PackageSpec, "resources" | "functions" | "types">;

/** What an input tells of a resource that a TypeScript program gives in its place. */
export type OutputGiven = (token: string, input: string) => string | undefined;

/**
 * Reads an example of the sources.
 *
 * @throws OnlyInTypeScript
 */
export function readExample(code: string, schema: Schema, outputGiven: OutputGiven): Statement[] {
  const reader = new ExampleReader(schema, outputGiven);
  const file = ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true);
  return file.statements.map((statement) => reader.statementOf(statement));
}

class ExampleReader {
  /** What the variables of the example are. */
  readonly #tokens = new Map<string, string>();

  constructor(
    private readonly schema: Schema,
    private readonly outputGiven: OutputGiven,
  ) {}

  statementOf(statement: ts.Statement): Statement {
    if (ts.isExpressionStatement(statement)) return this.#declared(statement.expression, undefined);
    const [declaration] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
    if (!declaration?.initializer || !ts.isIdentifier(declaration.name))
      throw new OnlyInTypeScript(statement.getText());
    const declared = this.#declared(declaration.initializer, declaration.name.text);
    this.#tokens.set(declaration.name.text, declared.token);
    return declared;
  }

  #declared(expression: ts.Expression, variable: string | undefined): Statement {
    if (ts.isAwaitExpression(expression) && ts.isCallExpression(expression.expression)) {
      const { expression: called, arguments: args } = expression.expression;
      const token = tokenOf(lastName(called));
      const { properties } = this.schema.functions[token]!.inputs;
      return { is: "look-up", variable, token, name: undefined, inputs: this.#objectOf(args[0], properties, token) };
    }
    if (!ts.isNewExpression(expression)) throw new OnlyInTypeScript(expression.getText());
    const [name, args, options] = expression.arguments ?? [];
    const className = lastName(expression.expression);
    const token = Object.keys(this.schema.resources).find((one) => one.endsWith(`:${className}`));
    if (!token || !name || !ts.isStringLiteral(name) || options) throw new OnlyInTypeScript(expression.getText());
    const inputs = this.#objectOf(args, this.schema.resources[token]!.inputProperties, token);
    return { is: "resource", variable, token, name: name.text, inputs };
  }

  #objectOf(expression: ts.Expression | undefined, properties: Properties, token: string): Value {
    if (!expression) return { is: "object", isTyped: true, entries: [] };
    if (!ts.isObjectLiteralExpression(expression)) throw new OnlyInTypeScript(expression.getText());
    const entries = expression.properties.map((property): [string, Value] => {
      const key = keyOf(property);
      const spec = properties[key];
      if (!spec) throw new OnlyInTypeScript(`${token} takes no ${key}`);
      return [key, this.#valueOf(initializerOf(property), spec, token, key)];
    });
    return { is: "object", isTyped: true, entries };
  }

  #valueOf(expression: ts.Expression, spec: TypeSpec, token: string, input: string): Value {
    const type = spec.$ref ? this.schema.types[typeToken(spec.$ref)] : undefined;
    const inner = (one: ts.Expression) =>
      this.#valueOf(one, spec.items ?? spec.additionalProperties ?? spec, token, input);
    if (ts.isStringLiteral(expression)) return textOf(expression.text, spec, type);
    if (ts.isNumericLiteral(expression)) return { is: "literal", value: Number(expression.text) };
    if (expression.kind === ts.SyntaxKind.TrueKeyword) return { is: "literal", value: true };
    if (expression.kind === ts.SyntaxKind.FalseKeyword) return { is: "literal", value: false };
    if (ts.isArrayLiteralExpression(expression)) {
      const items = expression.elements.map(inner);
      return spec.type === "object" ? namedByOutputs(items, expression) : { is: "list", items };
    }
    if (ts.isObjectLiteralExpression(expression)) {
      const [first] = expression.properties;
      // Other languages add to an output with functions of their own.
      if (first && ts.isSpreadAssignment(first)) return this.#valueOf(first.expression, spec, token, input);
      if (type?.properties) return this.#objectOf(expression, type.properties, spec.$ref!);
      const entries = expression.properties.map((one): [string, Value] => [keyOf(one), inner(initializerOf(one))]);
      return { is: "object", isTyped: false, entries };
    }
    if (ts.isIdentifier(expression)) {
      return { is: "output", of: expression.text, name: this.outputGiven(token, input) };
    }
    if (ts.isPropertyAccessExpression(expression) && ts.isIdentifier(expression.expression)) {
      const token = this.#tokens.get(expression.expression.text);
      const told = token ? this.schema.resources[token]?.properties[expression.name.text] : undefined;
      if (told && told.type !== spec.type) throw new OnlyInTypeScript(expression.getText());
      return { is: "output", of: expression.expression.text, name: expression.name.text };
    }
    if (ts.isCallExpression(expression) && expression.expression.getText() === "config.requireSecret") {
      return { is: "secret", key: (expression.arguments[0] as ts.StringLiteral).text };
    }
    if (ts.isTaggedTemplateExpression(expression) && ts.isTemplateExpression(expression.template)) {
      const { head, templateSpans } = expression.template;
      const parts = templateSpans.flatMap(({ expression: part, literal }) => [inner(part), literal.text]);
      return listedWhere(spec, { is: "text", parts: [head.text, ...parts].filter((part) => part !== "") });
    }
    throw new OnlyInTypeScript(expression.getText());
  }
}

/** A text, a word, or what TypeScript takes for an object: the only property of it that has to be given. */
function textOf(value: string, { $ref }: TypeSpec, type: ComplexTypeSpec | undefined): Value {
  if (type?.enum) return { is: "word", token: typeToken($ref!), value };
  const [only] = type?.required ?? [];
  const text: Value = { is: "literal", value };
  return only ? { is: "object", isTyped: true, entries: [[only, text]] } : text;
}

const typeToken = (ref: string): string => ref.replace("#/types/", "");

/** A list in the place of a map: each value is called like what tells it. */
function namedByOutputs(items: readonly Value[], list: ts.Expression): Value {
  const entries = items.map((item): [string, Value] => {
    if (item.is !== "output") throw new OnlyInTypeScript(list.getText());
    return [item.of, item];
  });
  return { is: "object", isTyped: false, entries };
}

/** TypeScript takes one text in the place of a list. */
const listedWhere = ({ type }: TypeSpec, value: Value): Value =>
  type === "array" ? { is: "list", items: [value] } : value;

const lastName = (expression: ts.Expression): string => expression.getText().split(".").at(-1)!;

function keyOf({ name }: ts.ObjectLiteralElementLike): string {
  if (!name || !(ts.isIdentifier(name) || ts.isStringLiteral(name))) throw new OnlyInTypeScript("a spread");
  return name.text;
}

function initializerOf(property: ts.ObjectLiteralElementLike): ts.Expression {
  if (ts.isShorthandPropertyAssignment(property)) return property.name;
  if (ts.isPropertyAssignment(property)) return property.initializer;
  throw new OnlyInTypeScript(property.getText());
}

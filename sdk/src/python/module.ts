import { BoundNames, namesIn } from "./bound-names.js";
import { Syntax as Source, type Syntax } from "./syntax.js";

/** What a name at the top of a module stands for. */
export type Binding =
  /** Something of another module, by its full name. */
  | { kind: "import"; name: string }
  | { kind: "function" | "class"; syntax: Syntax; decorators: Syntax[] }
  | { kind: "value"; syntax: Syntax }
  /** What only running the module would tell. */
  | { kind: "unknown" };

/** Modules without which no flow runs: where one is imported, what stands in for it otherwise does not count. */
const needed = /^(syntask|prefect)(\.|$)/;

/** A Python module as far as it can be known without running it. */
export class PythonModule {
  /** The last that each name stands for. */
  readonly bindings = new Map<string, Binding>();
  /** Whether it has names of another module that cannot be listed. */
  importsEverything = false;
  readonly #names = new BoundNames();
  readonly #source: Syntax;

  constructor(source: string) {
    this.#source = Source.parse(source.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n"));
    this.#readStatements(this.#source, false);
    for (const [, names] of this.#source.text.matchAll(/^\s+global\s+(.+)$/gm)) {
      for (const name of names!.split(",")) this.#names.bind(name.trim(), { kind: "unknown" }, 0, false);
    }
  }

  /** Line of the first thing that the grammar does not know, right or wrong. */
  get strangeLine(): number | undefined {
    return this.#source.strangeLine;
  }

  /** What a name stands for where an expression of the module is reached; unknown where that depends on the run. */
  bindingAt(name: string, expression: Syntax): Binding | undefined {
    return this.#names.at(name, expression.isPartOf(this.#source) ? expression.start : Number.POSITIVE_INFINITY);
  }

  /** What a name stands for in the end. */
  lastBinding(name: string): Binding | undefined {
    return this.#names.at(name, Number.POSITIVE_INFINITY);
  }

  /** Whether something in what a name stands for is set or called, so that it may have changed. */
  isChanged(name: string): boolean {
    return this.#names.set.has(name) || this.#names.called.has(name);
  }

  /** Whether something in what a name stands for is set. */
  isSet(name: string): boolean {
    return this.#names.set.has(name);
  }

  /** Full name of what an expression such as `p.flow` refers to: `prefect.flow`, or `builtins.int` for a name of no import. */
  fullName(expression: Syntax): string | undefined {
    const parts = expression.text.split(".").map((part) => part.trim());
    if (!parts.every((part) => /^[A-Za-z_]\w*$/.test(part))) return undefined;
    const [first, ...rest] = parts as [string, ...string[]];
    const binding = this.bindings.get(first);
    if (binding?.kind === "import") return [binding.name, ...rest].join(".");
    return binding === undefined ? ["builtins", ...parts].join(".") : undefined;
  }

  /** @param mayBeSkipped whether a run may leave the statements out */
  #readStatements(block: Syntax, mayBeSkipped: boolean): void {
    for (const statement of block.children) this.#readStatement(statement, mayBeSkipped);
  }

  #readStatement(statement: Syntax, mayBeSkipped: boolean): void {
    const { kind, children } = statement;
    const unknown = (names: string[]) => {
      for (const name of names) this.#bind(name, { kind: "unknown" }, statement, mayBeSkipped);
    };
    if (kind === "ImportStatement") this.#readImport(statement, mayBeSkipped);
    else if (kind === "AssignStatement") this.#readAssignment(statement, mayBeSkipped);
    else if (kind === "FunctionDefinition" || kind === "ClassDefinition")
      this.#readDefinition(statement, [], mayBeSkipped);
    else if (kind === "DecoratedStatement") {
      const decorators = children.filter((child) => child.kind === "Decorator");
      this.#readDefinition(children.at(-1)!, decorators, mayBeSkipped);
    } else if (kind === "UpdateStatement" || kind === "DeleteStatement") unknown(namesIn(children));
    else if (kind === "StatementGroup") this.#readStatements(statement, mayBeSkipped);
    else if (kind === "ExpressionStatement") this.#readExpression(children[0]);
    else if (kind === "WithStatement") {
      unknown(targetsAfter("as", children));
      for (const body of bodiesOf(statement)) this.#readStatements(body, mayBeSkipped);
    } else if (/^(If|Try|For|While|Match)Statement$/.test(kind)) this.#readBranches(statement, unknown);
  }

  /** Statements of which some run and others do not. */
  #readBranches(statement: Syntax, unknown: (names: string[]) => void): void {
    const { kind, children, text } = statement;
    if (/^if\s+__name__\s*==/.test(text)) return;
    if (kind === "ForStatement")
      unknown(
        namesIn(
          children.slice(
            1,
            children.findIndex((child) => child.kind === "in"),
          ),
        ),
      );
    unknown([
      ...targetsAfter("as", children),
      ...statement.found("NamedExpression").flatMap(({ children: [name] }) => namesIn([name!])),
    ]);
    unknown(statement.found("CapturePattern").map((pattern) => pattern.text));
    const bodies = bodiesOf(statement);
    const [first] = bodies;
    const isNeeded = kind === "TryStatement" && first?.children.some(importsNeeded);
    for (const body of isNeeded ? [first!] : bodies) this.#readStatements(body, !isNeeded);
  }

  #readDefinition(syntax: Syntax, decorators: Syntax[], mayBeSkipped: boolean): void {
    const name = syntax.first("VariableName")?.text;
    const kind = syntax.kind === "ClassDefinition" ? "class" : "function";
    if (name !== undefined) this.#bind(name, { kind, syntax, decorators }, syntax, mayBeSkipped);
  }

  #readAssignment(statement: Syntax, mayBeSkipped: boolean): void {
    const { children } = statement;
    const last = children.findLastIndex(({ kind }) => kind === "AssignOp");
    const targets = children.slice(0, Math.max(last, 0));
    const values = children.slice(last + 1);
    // What a name gets of several values, only running it would tell.
    const isOneValue = values.length === 1 && targets.every(({ kind }) => kind !== ",");
    for (const target of targets) {
      if (target.kind === "VariableName") {
        const binding: Binding = { kind: "value", syntax: isOneValue ? values[0]! : statement };
        this.#bind(target.text, binding, statement, mayBeSkipped);
      } else if (target.kind === "MemberExpression") this.#names.set.add(rootOf(target));
      else for (const name of namesIn([target])) this.#bind(name, { kind: "unknown" }, statement, mayBeSkipped);
    }
  }

  /** What is called may change what it belongs to. */
  #readExpression(expression: Syntax | undefined): void {
    const callee = expression?.kind === "CallExpression" ? expression.children[0] : undefined;
    if (callee?.kind === "MemberExpression") this.#names.called.add(rootOf(callee));
  }

  /** `import a.b as c, d` and `from a.b import (c as d, e)`. */
  #readImport(statement: Syntax, mayBeSkipped: boolean): void {
    const bind = (name: string, fullName: string) =>
      this.#bind(name, { kind: "import", name: fullName }, statement, mayBeSkipped);
    const { from, list } = importIn(statement);
    for (const entry of list.split(",").filter((part) => part.trim() !== "")) {
      const [imported = "", alias] = entry.trim().split(/ as /);
      if (imported === "*") {
        this.importsEverything = true;
        this.#names.bindEverything(statement.end);
      } else if (from) bind(alias ?? imported, `${from}.${imported}`);
      else if (alias) bind(alias, imported);
      else bind(imported.split(".")[0]!, imported.split(".")[0]!);
    }
  }

  #bind(name: string, binding: Binding, statement: Syntax, mayBeSkipped: boolean): void {
    if (binding.kind !== "unknown") this.bindings.set(name, binding);
    this.#names.bind(name, binding, statement.end, mayBeSkipped);
  }
}

const bodiesOf = (statement: Syntax): Syntax[] =>
  statement.children.flatMap((child) => {
    if (child.kind === "MatchBody") return child.children.flatMap(bodiesOf);
    return child.kind === "Body" ? [child] : [];
  });

/** Names that stand after a keyword. */
const targetsAfter = (keyword: string, children: Syntax[]): string[] =>
  children.flatMap((child, index) => (children[index - 1]?.kind === keyword ? namesIn([child]) : []));

const rootOf = (member: Syntax): string => /^\w+/.exec(member.text)?.[0] ?? "";

const importsNeeded = (statement: Syntax): boolean =>
  statement.kind === "ImportStatement" && needed.test(importIn(statement).from ?? importIn(statement).list);

function importIn(statement: Syntax): { from?: string; list: string } {
  const text = statement.text.replace(/#.*$/gm, "").replace(/\\\n/g, " ").replace(/\s+/g, " ").trim();
  const [, from, list] = /^from\s*(\S+)\s*import\s*\(?(.*?)\)?$/.exec(text) ?? [];
  return from === undefined ? { list: text.replace(/^import /, "") } : { from, list: list! };
}

/** The text at the beginning of a function or class, as it is written. */
export function docstringLiteral(definition: Syntax): string | undefined {
  const statement = definition.first("Body")?.children.find(({ kind }) => kind !== ":");
  const expression = statement?.kind === "ExpressionStatement" ? statement.children[0] : undefined;
  return expression?.kind === "String" ? expression.text : undefined;
}

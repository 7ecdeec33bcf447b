import { Syntax as Source, type Syntax } from "./syntax.js";

/** What a name at the top of a module stands for. */
export type Binding =
  /** Something of another module, by its full name. */
  | { kind: "import"; name: string }
  | { kind: "function" | "class"; syntax: Syntax; decorators: Syntax[] }
  | { kind: "value"; syntax: Syntax };

/** A Python module as far as it can be known without running it. */
export class PythonModule {
  readonly bindings = new Map<string, Binding>();
  /** Whether it has names of another module that cannot be listed. */
  importsEverything = false;

  constructor(source: string) {
    this.#readStatements(Source.parse(source));
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

  #readStatements(block: Syntax): void {
    for (const statement of block.children) {
      if (statement.kind === "ImportStatement") this.#readImport(statement);
      else if (statement.kind === "AssignStatement") this.#readAssignment(statement);
      else if (statement.kind === "FunctionDefinition" || statement.kind === "ClassDefinition")
        this.#readDefinition(statement, []);
      else if (statement.kind === "DecoratedStatement") {
        const decorators = statement.children.filter(({ kind }) => kind === "Decorator");
        this.#readDefinition(statement.children.at(-1)!, decorators);
      } else if (/^(If|Try|With|StatementGroup)/.test(statement.kind)) {
        if (statement.kind === "StatementGroup") this.#readStatements(statement);
        for (const body of statement.children.filter(({ kind }) => kind === "Body")) this.#readStatements(body);
      }
    }
  }

  #readDefinition(syntax: Syntax, decorators: Syntax[]): void {
    const name = syntax.first("VariableName")?.text;
    const kind = syntax.kind === "ClassDefinition" ? "class" : "function";
    if (name !== undefined) this.bindings.set(name, { kind, syntax, decorators });
  }

  #readAssignment(statement: Syntax): void {
    const { children } = statement;
    const last = children.findLastIndex(({ kind }) => kind === "AssignOp");
    const targets = children.slice(0, Math.max(last, 0));
    const values = children.slice(last + 1);
    // What a name gets of several values, only running it would tell.
    const isOneValue = values.length === 1 && targets.every(({ kind }) => kind !== ",");
    for (const { kind, text } of targets) {
      if (kind === "VariableName")
        this.bindings.set(text, { kind: "value", syntax: isOneValue ? values[0]! : statement });
    }
  }

  /** `import a.b as c, d` and `from a.b import (c as d, e)`. */
  #readImport(statement: Syntax): void {
    const text = statement.text.replace(/#.*$/gm, "").replace(/\\\n/g, " ").replace(/\s+/g, " ").trim();
    const from = /^from\s*(\S+)\s*import\s*\(?(.*?)\)?$/.exec(text);
    const list = from ? from[2]! : text.replace(/^import /, "");
    for (const entry of list.split(",").filter((part) => part.trim() !== "")) {
      const [imported = "", alias] = entry.trim().split(/ as /);
      if (imported === "*") this.importsEverything = true;
      else if (from) this.bindings.set(alias ?? imported, { kind: "import", name: `${from[1]}.${imported}` });
      else if (alias) this.bindings.set(alias, { kind: "import", name: imported });
      else this.bindings.set(imported.split(".")[0]!, { kind: "import", name: imported.split(".")[0]! });
    }
  }
}

/** The text at the beginning of a function or class, as it is written. */
export function docstringLiteral(definition: Syntax): string | undefined {
  const statement = definition.first("Body")?.children.find(({ kind }) => kind !== ":");
  const expression = statement?.kind === "ExpressionStatement" ? statement.children[0] : undefined;
  return expression?.kind === "String" ? expression.text : undefined;
}

type LezerNode = ReturnType<typeof import("@lezer/python").parser.parse>["topNode"];

/** The grammar takes one name alone after `with … as`: brackets become one, of their length, so that places stay. */
const knownToGrammar = (source: string): string =>
  source.replace(/(?<=\bas )\([\w\s,*]+\)(?=\s*[:,])/g, (names) => "_".repeat(names.length));

/** A piece of Python source with its place in the grammar. */
export class Syntax {
  private constructor(
    private readonly node: LezerNode,
    private readonly source: string,
  ) {}

  /** Never fails: what cannot be parsed is left out. */
  static parse(source: string): Syntax {
    const { parser } = require("@lezer/python") as typeof import("@lezer/python");
    return new Syntax(parser.parse(knownToGrammar(source)).topNode, source);
  }

  /** The grammar's name for it, such as `FunctionDefinition`. */
  get kind(): string {
    return this.node.name;
  }

  /** Offsets in the source. */
  get start(): number {
    return this.node.from;
  }

  get end(): number {
    return this.node.to;
  }

  isPartOf(whole: Syntax): boolean {
    return this.source === whole.source;
  }

  /** All pieces of a kind in it, but not those of functions and classes. */
  found(kind: string): Syntax[] {
    return this.children.flatMap((child) => {
      if (child.kind === kind) return [child, ...child.found(kind)];
      return /^(FunctionDefinition|ClassDefinition|LambdaExpression)$/.test(child.kind) ? [] : child.found(kind);
    });
  }

  /** Line of the first thing that the grammar does not know, or that Python 3 has given up. */
  get strangeLine(): number | undefined {
    let found: number | undefined;
    this.node.cursor().iterate(({ type, from }) => {
      if (type.isError || type.name === "PrintStatement") found ??= from;
      return found === undefined;
    });
    return found === undefined ? undefined : this.source.slice(0, found).split("\n").length;
  }

  get text(): string {
    return this.source.slice(this.node.from, this.node.to);
  }

  get children(): Syntax[] {
    const children: Syntax[] = [];
    for (let child = this.node.firstChild; child; child = child.nextSibling) {
      if (child.name !== "Comment") children.push(new Syntax(child, this.source));
    }
    return children;
  }

  first(kind: string): Syntax | undefined {
    return this.children.find((child) => child.kind === kind);
  }

  /** The parts between brackets and commas. */
  get elements(): Syntax[] {
    return this.children.filter(({ kind }) => !/^[()[\]{},]$/.test(kind));
  }
}

/** What stands in the place of an argument, a parameter or an assignment's target. */
export interface Named {
  /** Missing for a positional argument. */
  name?: string;
  /** `*` or `**` before it. */
  stars: string;
  annotation?: Syntax;
  value?: Syntax;
}

/** The entries of an argument list, in order. */
export const argumentsOf = (list: Syntax | undefined): Named[] =>
  commaSeparated(list).map((parts) => {
    const stars = starsOf(parts);
    const rest = stars ? parts.slice(1) : parts;
    const [name, assign, value] = rest;
    return assign?.kind === "AssignOp" ? { name: name!.text, stars, value } : { stars, value: rest[0] };
  });

/** The entries of a parameter list, in order; a lone `*` is none. */
export function parametersOf(list: Syntax | undefined): (Named & { name: string })[] {
  return commaSeparated(list).flatMap((parts) => {
    const name = parts.find(({ kind }) => kind === "VariableName")?.text;
    if (name === undefined) return [];
    const assign = parts.findIndex(({ kind }) => kind === "AssignOp");
    const annotation = annotationOf(parts.find(({ kind }) => kind === "TypeDef"));
    return [{ name, stars: starsOf(parts), annotation, value: assign < 0 ? undefined : parts[assign + 1] }];
  });
}

/** The type in `: type`. */
export const annotationOf = (definition: Syntax | undefined): Syntax | undefined => definition?.children.at(-1);

const starsOf = ([first]: Syntax[]): string => (first && /^\*+$/.test(first.kind) ? first.kind : "");

function commaSeparated(list: Syntax | undefined): Syntax[][] {
  const entries: Syntax[][] = [[]];
  for (const child of list?.children ?? []) {
    if (child.kind === ",") entries.push([]);
    else if (!/^[()]$/.test(child.kind)) entries.at(-1)!.push(child);
  }
  return entries.filter((parts) => parts.length > 0);
}

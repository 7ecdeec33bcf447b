import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Document, LineCounter } from "yaml";
import { type Dialect, otherDialect } from "../api/dialect.js";
import type { Json } from "../engine/definition.js";
import { isMapping } from "../engine/json.js";
import { faultsOf, partsOf, type Remark } from "./yaml-faults.js";
import { scalarTags } from "./yaml-scalars.js";

type Path = readonly (string | number)[];
export type Mapping = { [key: string]: Json };

/** More uses of anchors than this are an attack: a file of a few lines that grows without end. */
const mostAliases = 1_000_000;

/** A project file: its content and where in it each part stands. */
export class ProjectFile {
  readonly content: Mapping;
  /** What is read otherwise than it looks, with line and column. */
  readonly warnings: readonly string[];
  readonly #document: Document;
  readonly #lines: LineCounter;

  /**
   * @param label how the file is called in errors
   * @throws on what PyYAML does not read, or no JSON can hold, with line and column of each
   */
  constructor(
    readonly label: string,
    text: string,
  ) {
    const { LineCounter, parseDocument } = require("yaml") as typeof import("yaml");
    this.#lines = new LineCounter();
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      version: "1.1",
      schema: "failsafe",
      merge: true,
      uniqueKeys: false,
      customTags: scalarTags,
    });
    const parts = partsOf(this.#document);
    const faults = [...faultsOf(this.#document), ...parts.faults];
    if (faults.length > 0) throw new Error(faults.map((fault) => this.#line(fault)).join("\n"));
    const content = this.#document.toJS({ maxAliasCount: mostAliases }) as Json;
    if (!isMapping(content))
      throw new Error(`${label}:1:1: the file is not a mapping; write \`deployments:\` with a list below it`);
    this.content = content;
    this.warnings = parts.warnings.map((warning) => this.#line(warning));
  }

  /** @throws when it cannot be read */
  static read(path: string, label: string): ProjectFile {
    let text: string;
    try {
      text = readFileSync(path, "utf8");
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "is not there" : (error as Error).message;
      throw new Error(`${path} ${reason}; \`folder\` is the folder with ${label}`);
    }
    return new ProjectFile(label, text);
  }

  /** File, line and column of a part; of what holds it where it comes from an anchor. */
  place(path: Path): string {
    for (let length = path.length; length > 0; length--) {
      const start = this.#start(path.slice(0, length));
      if (start !== undefined) return this.#at(start);
    }
    return this.label;
  }

  #start(path: Path): number | undefined {
    const { isMap, isNode } = require("yaml") as typeof import("yaml");
    const holder = path.length > 1 ? this.#document.getIn(path.slice(0, -1), true) : this.#document.contents;
    const key = isMap(holder)
      ? holder.items.findLast((pair) => String(pair.key) === String(path.at(-1)))?.key
      : undefined;
    const node = isNode(key) ? key : this.#document.getIn(path, true);
    return isNode(node) ? node.range?.[0] : undefined;
  }

  /** Whether a part is there for its anchors. */
  hasAnchors(path: Path): boolean {
    const { isNode, visit } = require("yaml") as typeof import("yaml");
    const part = this.#document.getIn(path, true);
    let found = false;
    if (isNode(part)) {
      visit(part, (_, node) => {
        if (isNode(node) && "anchor" in node && node.anchor !== undefined) found = true;
        return found ? visit.BREAK : undefined;
      });
    }
    return found;
  }

  #line({ offset, message }: Remark): string {
    return `${this.#at(offset)}: ${message}`;
  }

  #at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.label}:${line}:${col}`;
  }
}

/** @throws where a folder has the project file of the other dialect alone */
export function refuseOtherDialect(folder: string, dialect: Dialect): void {
  const other = otherDialect(dialect);
  if (existsSync(join(folder, dialect.projectFile)) || !existsSync(join(folder, other.projectFile))) return;
  throw new Error(
    `${folder} has ${other.projectFile} and no ${dialect.projectFile}; run \`pulumi config set syntask:dialect ${other.name}\``,
  );
}

const mostPlaces = 5;

/** Places of one file, shortened where there are many. */
export function placesText([first = "", ...others]: readonly string[]): string {
  const shown = others.slice(0, mostPlaces - 1).map((place) => place.replace(/^.*?:(\d+:\d+)$/, "$1"));
  const left = others.length - shown.length;
  return `${[first, ...shown].join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}

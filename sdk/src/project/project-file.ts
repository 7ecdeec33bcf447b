import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Document, LineCounter } from "yaml";
import { type Dialect, otherDialect } from "../api/dialect.js";
import type { Json } from "../engine/definition.js";

type Path = readonly (string | number)[];
export type Mapping = { [key: string]: Json };

/** A project file: its content and where in it each part stands. */
export class ProjectFile {
  readonly content: Mapping;
  readonly #document: Document;
  readonly #lines: LineCounter;

  /**
   * @param label how the file is called in errors
   * @throws on what is not YAML, with line and column
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
      customTags: (tags) => tags.filter((tag) => !isTimestamp(tag)).map(withoutSingleLetters),
    });
    const [error] = this.#document.errors;
    if (error) throw new Error(`${this.#at(error.pos[0])}: ${error.message}`);
    const content = this.#document.toJS() as Json;
    if (!isMapping(content))
      throw new Error(`${label}:1:1: is not a mapping; write \`deployments:\` with a list below it`);
    this.content = content;
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
    const key = isMap(holder) ? holder.items.find((pair) => String(pair.key) === String(path.at(-1)))?.key : undefined;
    const node = isNode(key) ? key : this.#document.getIn(path, true);
    return isNode(node) ? node.range?.[0] : undefined;
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

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Tags = Parameters<Extract<import("yaml").SchemaOptions["customTags"], (...tags: never[]) => unknown>>[0];
type Tag = Tags[number];

/** A time is sent as it is written. */
const isTimestamp = (tag: Tag): boolean => typeof tag !== "string" && tag.tag === "tag:yaml.org,2002:timestamp";

/** PyYAML, with which these files are written, does not read `y` and `n` as true and false. */
function withoutSingleLetters(tag: Tag): Tag {
  if (typeof tag === "string" || tag.tag !== "tag:yaml.org,2002:bool" || !("test" in tag) || !tag.test) return tag;
  return { ...tag, test: new RegExp(tag.test.source.replace(/(Y\|y|N\|n)\|/, "")) } as Tag;
}

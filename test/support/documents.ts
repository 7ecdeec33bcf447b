import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const repository = resolve(__dirname, "../..");

/** A block of code in a document. */
export interface CodeBlock {
  document: string;
  /** The line of the document at which the code begins, from 1. */
  line: number;
  /** What stands behind the fence; empty for what a terminal prints. */
  language: string;
  code: string;
  /** The title and the headings under which it stands, the innermost last. */
  headings: string[];
}

const pages = readdirSync(join(repository, "docs"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".md"))
  .map((file) => `docs/${file.replaceAll("\\", "/")}`)
  .sort();

/** What users read: the readme, and each page of the documentation. */
export const userDocuments: readonly string[] = ["README.md", ...pages];

export const textOf = (document: string): string => readFileSync(join(repository, document), "utf8");

/** The blocks of code of a document. Those inside of a list keep no indentation of the list. */
export function codeBlocks(document: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let headings: string[] = [];
  let open: { indentation: string; block: CodeBlock } | undefined;
  for (const [index, line] of textOf(document).split("\n").entries()) {
    const [, indentation, language] = /^(\s*)```(\S*)/.exec(line) ?? [];
    const [, marks, heading] = (!open && /^(#+) (.+)$/.exec(line)) || [];
    if (open && indentation !== undefined) {
      blocks.push(open.block);
      open = undefined;
    } else if (open) {
      open.block.code += `${line.startsWith(open.indentation) ? line.slice(open.indentation.length) : line}\n`;
    } else if (indentation !== undefined) {
      open = { indentation, block: { document, line: index + 2, language: language!, code: "", headings } };
    } else if (marks) {
      headings = [...headings.slice(0, marks.length - 1), heading!];
    }
  }
  if (open) throw new Error(`${document}:${open.block.line} has a block of code without an end`);
  return blocks;
}

/** A document without its code, in which links are looked for. */
export const withoutCode = (text: string): string =>
  text.replaceAll(/^(\s*)```.*?^\s*```$/gms, "").replaceAll(/`[^`\n]+`/g, (code) => code.replaceAll(/[[\]()]/g, "_"));

/** The names by which links reach the headings of a document, as GitHub and the built pages make them. */
export function anchorsOf(text: string): string[] {
  const counts = new Map<string, number>();
  return [...text.replaceAll(/^(\s*)```.*?^\s*```$/gms, "").matchAll(/^#+ (.+)$/gm)].map(([, heading]) => {
    const anchor = heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-");
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    return count ? `${anchor}-${count}` : anchor;
  });
}

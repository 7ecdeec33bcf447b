import * as ts from "typescript";

/** What the comment of a declaration says to users of every language. */
export interface Documentation {
  description: string | undefined;
  deprecation: string | undefined;
  /** Code in TypeScript. */
  example: string | undefined;
}

/** Reads the comments of the declarations. */
export function documentationOf(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): Documentation {
  if (!symbol) return { description: undefined, deprecation: undefined, example: undefined };
  const tags = symbol.getJsDocTags(checker);
  const tag = (name: string) => {
    const found = tags.find((one) => one.name === name);
    return found && neutral(ts.displayPartsToString(found.text));
  };
  const text = neutral(ts.displayPartsToString(symbol.getDocumentationComment(checker)));
  const otherwise = tag("default");
  const example = tags.find((one) => one.name === "example");
  return {
    description: [text, otherwise && `Default: ${otherwise}.`].filter(Boolean).join(" ") || undefined,
    deprecation: tag("deprecated"),
    example: example && ts.displayPartsToString(example.text).replaceAll(/^```.*$/gm, ""),
  };
}

/** A text in the words of every language: one line a paragraph, without links, and without what TypeScript alone can. */
export function neutral(text: string): string {
  return text
    .replaceAll(/\{@link (\w+)\}/g, "`$1`")
    .split(/\n{2,}/)
    .map((paragraph) => withoutTypeScript(paragraph.replaceAll(/\s*\n\s*/g, " ").trim()))
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
}

/** The text of an input that a resource or something of it stands for in TypeScript, and the latter alone elsewhere. */
export const asText = (description: string | undefined): string | undefined =>
  description?.replace(/ or (its (?:name|slug|id|document's id)|the id of its document)\b/, " by $1");

const withoutTypeScript = (paragraph: string): string =>
  paragraph
    .replaceAll(/(?:,? or,?|, and) (?:`[^`]*` )?in TypeScript,?[^.;:,]*(?=[.;:,]|$)/g, "")
    .replaceAll(/, in TypeScript also [^,.;:]*(?:,|(?=[.;:]))/g, "")
    .replaceAll(/; in TypeScript [^.;:]*(?=[.;:]|$)/g, "")
    .replaceAll(/(?:^|(?<=\. ))(?:In|There) TypeScript .*?\.(?: |$)/g, "")
    .trim();

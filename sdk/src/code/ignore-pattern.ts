/** One line of an ignore file. */
export interface IgnorePattern {
  /** Whether it takes files back that an earlier line excluded. */
  negated: boolean;
  /** Matches whole paths; of a folder, the path with a slash at its end. */
  matches: RegExp;
}

/**
 * Reads one line as pathspec's `gitwildmatch` does, which a worker's tools use, and not as git does.
 * Source: `docs/server-rules.md`, "Ignore files".
 *
 * @returns `undefined` for a line that says nothing
 * @throws on a line that ends in a single backslash
 */
export function parsePattern(line: string): IgnorePattern | undefined {
  const text = line.replace(/^[^\S\uFEFF]+/, "").replace(/(?<!\\)[^\S\uFEFF]+$/, "");
  if (text === "" || text === "/" || text.startsWith("#")) return undefined;
  const negated = text.startsWith("!");
  const expression = expressionOf(negated ? text.slice(1) : text);
  return expression === undefined ? undefined : { negated, matches: new RegExp(`^${expression}$`, "u") };
}

const anything = ".*";
const below = `/${anything}`;
const itselfAndBelow = `(?:${below})?`;

function expressionOf(pattern: string): string | undefined {
  const segments = collapsed(pattern.split("/"));
  const isFolder = segments.at(-1) === "";
  if (segments.length === 2 && segments[0] === "**" && isFolder) return `.+${below}`;

  if (segments[0] === "") segments.shift();
  else if ((segments.length === 1 || (segments.length === 2 && isFolder)) && segments[0] !== "**")
    segments.unshift("**");
  if (segments.length === 0) return undefined;
  if (isFolder && segments.length > 1) segments[segments.length - 1] = "**";
  return joined(segments);
}

/** Without a `**` right after another one. */
const collapsed = (segments: string[]): string[] =>
  segments.filter((segment, index) => segment !== "**" || segments[index - 1] !== "**");

function joined(segments: readonly string[]): string {
  const last = segments.length - 1;
  let expression = "";
  let needsSlash = false;
  for (const [index, segment] of segments.entries()) {
    if (segment === "**") {
      if (index === 0) expression += index === last ? `[^/]+${itselfAndBelow}` : "(?:.+/)?";
      else expression += index === last ? below : "(?:/.+)?";
      needsSlash = index > 0;
    } else {
      expression += (needsSlash ? "/" : "") + (segment === "*" ? "[^/]+" : glob(segment));
      if (index === last) expression += itselfAndBelow;
      needsSlash = true;
    }
  }
  return expression;
}

function glob(segment: string): string {
  const characters = [...segment];
  let expression = "";
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index]!;
    if (character === "\\") {
      const escaped = characters[++index];
      if (escaped === undefined) throw new Error("ends in a single backslash");
      expression += literal(escaped);
    } else if (character === "*") expression += "[^/]*";
    else if (character === "?") expression += "[^/]";
    else if (character === "[") {
      const end = endOfClass(characters, index + 1);
      expression += end < 0 ? "\\[" : characterClass(characters.slice(index + 1, end).join(""));
      if (end >= 0) index = end;
    } else expression += literal(character);
  }
  return expression;
}

/** Where the `]` of a class is; one that comes first belongs to the class. */
function endOfClass(characters: readonly string[], start: number): number {
  let first = start;
  if (characters[first] === "!" || characters[first] === "^") first++;
  return characters.indexOf("]", characters[first] === "]" ? first + 1 : first);
}

function characterClass(content: string): string {
  const negated = content.startsWith("!");
  const members = (negated ? content.slice(1) : content).replace(/[\\\][^]/g, "\\$&");
  return `[${negated ? "^" : ""}${members}]`;
}

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

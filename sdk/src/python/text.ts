const escapes: Record<string, string> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const escapeSequence = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g;

/** The value of a Python string literal; `undefined` for one that holds expressions, or names of characters. */
export function textOf(literal: string): string | undefined {
  const [, prefix = "", , body = ""] = /^([a-zA-Z]*)("""|'''|"|')([\s\S]*)\2$/.exec(literal) ?? [];
  const flags = prefix.toLowerCase();
  if (!flags.includes("r") && /(?<!\\)(?:\\\\)*\\N\{/.test(body)) return undefined;
  if (flags.includes("f")) {
    const plain = body.replaceAll("{{", "").replaceAll("}}", "");
    return plain.includes("{") ? undefined : unescaped(body, flags).replaceAll("{{", "{").replaceAll("}}", "}");
  }
  return unescaped(body, flags);
}

function unescaped(body: string, flags: string): string {
  if (flags.includes("r")) return body;
  return body.replace(escapeSequence, (whole, hex, short, long, octal, single) => {
    const digits = hex ?? short ?? long;
    if (digits !== undefined) return String.fromCodePoint(Number.parseInt(digits, 16));
    return octal === undefined ? (escapes[single] ?? whole) : String.fromCharCode(Number.parseInt(octal, 8));
  });
}

/** A docstring without the indentation of the code around it, as `inspect.cleandoc` leaves it. */
export function cleanDocstring(text: string): string {
  const [first = "", ...rest] = text.replaceAll("\t", "        ").split("\n");
  const indents = rest.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const indent = indents.length > 0 ? Math.min(...indents) : 0;
  const lines = [first.trimStart(), ...rest.map((line) => line.slice(indent))];
  while (lines.length > 0 && lines.at(-1)!.trim() === "") lines.pop();
  while (lines.length > 0 && lines[0]!.trim() === "") lines.shift();
  return lines.join("\n");
}

/** What a docstring in Google's style says of each parameter. */
export function parameterDescriptions(docstring: string): Map<string, string> {
  const descriptions = new Map<string, string>();
  const lines = docstring.split("\n");
  for (let index = 0; index < lines.length; index++) {
    const starts = /^(args|arguments|params|parameters):(\s+\S.*)?\s*$/i.test(lines[index]!);
    const stands = index === 0 || lines[index - 1]!.trim() === "";
    if (!starts || !stands || !lines[index + 1]?.startsWith(" ")) continue;
    descriptions.clear(); // The last such section counts.
    for (const item of sectionItems(lines.slice(index + 1))) {
      const [, name, description] = /^([^:]*):([\s\S]*)$/.exec(item) ?? [];
      if (name !== undefined)
        descriptions.set(name.split(" ")[0]!, description!.replace(/^ +/, "").replace(/\n+$/, ""));
    }
  }
  return descriptions;
}

/** Entries of one indentation, each with the deeper lines below it. */
function sectionItems(lines: string[]): string[] {
  const indent = lines[0]!.length - lines[0]!.trimStart().length;
  const items: string[] = [];
  for (const line of lines) {
    const depth = line.length - line.trimStart().length;
    if (line.trim() === "") items.push(`${items.pop()}\n`);
    else if (depth < indent) break;
    else if (depth === indent) items.push(line.slice(indent));
    else items.push(`${items.pop()}\n${line.slice(Math.min(depth, indent * 2))}`);
  }
  return items;
}

import type { ExportedObject } from "./exported-object.js";

/** What no constant of a module can be called: words of the language, of CommonJS, and what the program itself has. */
const reserved = new Set([
  ...["arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete"],
  ...["do", "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function", "if", "implements"],
  ...["import", "in", "instanceof", "interface", "let", "new", "null", "package", "private", "protected", "public"],
  ...["return", "static", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void", "while", "with"],
  ...["yield", "exports", "globalThis", "module", "require", "undefined"],
  ...["config", "imported", "pulumi", "syntask"],
]);

/** A name for each object that is no other's: its own in camel case, and its kind where two would be the same. */
export function identifiersOf(objects: readonly ExportedObject[]): Map<string, string> {
  const taken = new Set(reserved);
  const names = new Map<string, string>();
  for (const { id, kind, name } of objects) {
    const own = camelCase(name);
    let free = own;
    for (let count = 1; taken.has(free); count++) free = `${own}${kind}${count === 1 ? "" : count}`;
    taken.add(free);
    names.set(id, free);
  }
  return names;
}

function camelCase(text: string): string {
  const [first = "", ...others] = text.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const name =
    first.charAt(0).toLowerCase() +
    first.slice(1) +
    others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^[A-Za-z]/.test(name) ? name : `_${name}`;
}

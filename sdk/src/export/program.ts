import { type ExportedObject, Expression, type Value } from "./exported-object.js";

const lineLength = 110;

/** Writes a program that declares objects, each adopted. */
export function programOf(objects: readonly ExportedObject[], usesConfig: boolean): string {
  const names = namesOf(objects);
  const used = new Set<string>();
  const nameOf = (id: string): string | undefined => {
    const name = names.get(id);
    if (name) used.add(id);
    return name;
  };
  const calls = objects.map((object) => ({ id: object.id, text: callOf(object, nameOf) }));
  const declarations = calls.map(({ id, text }) => (used.has(id) ? `const ${names.get(id)} = ${text}` : text));
  return [
    ...(usesConfig ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
    'import * as syntask from "pulumi-syntask";',
    "",
    ...(usesConfig ? ["const config = new pulumi.Config();", ""] : []),
    "// Every object is there already: this takes it over as it is. Once the stack has it, `adopt` can go.",
    "const adopt = true;",
    "",
    declarations.join("\n"),
    "",
  ].join("\n");
}

function callOf({ kind, name, inputs }: ExportedObject, nameOf: (id: string) => string | undefined): string {
  const fields = Object.entries(inputs).filter(([, value]) => value !== undefined);
  const written = fields.map(([key, value]) => property(key, write(value, 2, nameOf)));
  const head = `new syntask.${kind}(${JSON.stringify(name)}, `;
  const oneLine = `${head}{ ${[...written, "adopt"].join(", ")} });`;
  if (oneLine.length <= lineLength && !oneLine.includes("\n")) return oneLine;
  return `${head}{\n${[...written, "adopt"].map((line) => `  ${line},\n`).join("")}});`;
}

function write(value: Value, indent: number, nameOf: (id: string) => string | undefined): string {
  if (value instanceof Expression) return value.write(nameOf);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const isList = Array.isArray(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const parts = entries.map(([key, inner]) => {
    const text = write(inner, indent + 2, nameOf);
    return isList ? text : property(key, text);
  });
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return open + close;
  const oneLine = isList ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
  if (oneLine.length + indent <= lineLength - 20 && !oneLine.includes("\n")) return oneLine;
  const padding = " ".repeat(indent + 2);
  return `${open}\n${parts.map((part) => `${padding}${part},\n`).join("")}${" ".repeat(indent)}${close}`;
}

function property(key: string, text: string): string {
  if (key === text) return key;
  return `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)}: ${text}`;
}

const reserved = new Set([
  "config",
  "adopt",
  "pulumi",
  "syntask",
  "default",
  "new",
  "delete",
  "class",
  "function",
  "import",
]);

/** A name for each object that is no other's: its own in camel case, and its kind where two would be the same. */
function namesOf(objects: readonly ExportedObject[]): Map<string, string> {
  const taken = new Set(reserved);
  const names = new Map<string, string>();
  for (const { id, kind, name } of objects) {
    const own = camelCase(name);
    const candidates = [
      own,
      `${own}${kind}`,
      ...Array.from({ length: 1000 }, (_, index) => `${own}${kind}${index + 2}`),
    ];
    const free = candidates.find((candidate) => !taken.has(candidate))!;
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

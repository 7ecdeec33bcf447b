import { type ExportedObject, Expression, type Value } from "./exported-object.js";
import { identifiersOf } from "./identifiers.js";

const lineLength = 110;

/**
 * Writes a program that declares objects, each protected.
 *
 * @param objects those that others refer to before these, as far as they can be
 */
export function programOf(objects: readonly ExportedObject[], usesConfig: boolean): string {
  const names = identifiersOf(objects);
  const declared = new Set<string>();
  const used = new Set<string>();
  const nameOf = (id: string): string | undefined => {
    if (!declared.has(id)) return undefined;
    used.add(id);
    return names.get(id);
  };
  const calls = objects.map((object) => {
    const text = callOf(object, nameOf);
    declared.add(object.id);
    return { id: object.id, text };
  });
  const declarations = calls.map(({ id, text }) => (used.has(id) ? `const ${names.get(id)} = ${text}` : text));
  return [
    ...(usesConfig ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
    'import * as syntask from "pulumi-syntask";',
    "",
    ...(usesConfig ? ["const config = new pulumi.Config();", ""] : []),
    "// These were made by others: nothing is deleted as long as it is protected.",
    "const imported = { protect: true };",
    "",
    declarations.join("\n"),
    "",
  ].join("\n");
}

function callOf({ kind, name, inputs }: ExportedObject, nameOf: (id: string) => string | undefined): string {
  const fields = Object.entries(inputs).filter(([, value]) => value !== undefined);
  const written = fields.map(([key, value]) => property(key, value, write(value, 2, nameOf)));
  const head = `new syntask.${kind}(${JSON.stringify(name)}, `;
  const oneLine = `${head}{${written.length > 0 ? ` ${written.join(", ")} ` : ""}}, imported);`;
  if (oneLine.length <= lineLength && !oneLine.includes("\n")) return oneLine;
  return `${head}{\n${written.map((line) => `  ${line},\n`).join("")}}, imported);`;
}

function write(value: Value, indent: number, nameOf: (id: string) => string | undefined): string {
  if (value instanceof Expression) return value.write(nameOf);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const isList = Array.isArray(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const parts = entries.map(([key, inner]) => {
    const text = write(inner, indent + 2, nameOf);
    return isList ? text : property(key, inner, text);
  });
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return open + close;
  const oneLine = isList ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
  if (oneLine.length + indent <= lineLength - 20 && !oneLine.includes("\n")) return oneLine;
  const padding = " ".repeat(indent + 2);
  return `${open}\n${parts.map((part) => `${padding}${part},\n`).join("")}${" ".repeat(indent)}${close}`;
}

function property(key: string, value: Value, text: string): string {
  if (key === text && value instanceof Expression) return key;
  return `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)}: ${text}`;
}

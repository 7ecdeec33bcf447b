import type { CheckFailures } from "../engine/check-failures.js";
import type { CheckContext } from "../engine/definition.js";

/** Names in which the server takes every character. */
export function checkNotBlank(property: string, name: string, failures: CheckFailures): void {
  if (name.trim() === "") failures.add(property, "is blank; write a name");
}

/** Names of flows, deployments, work pools and work queues. Source: `docs/server-rules.md`, "Names". */
export function checkName(property: string, name: string | undefined, failures: CheckFailures): void {
  if (name === undefined) return;
  checkNotBlank(property, name, failures);
  const forbidden = [...new Set(name.match(/[/%&><]/g))];
  if (forbidden.length > 0) {
    failures.add(
      property,
      `"${name}" contains ${forbidden.map((c) => `"${c}"`).join(", ")}; a name may not contain / % & < >`,
    );
  }
}

/** Lowercase letters, digits and single dashes between them. */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** Names of block documents and slugs of block types. Source: `docs/server-rules.md`, "Names". */
export function checkSlug(property: string, slug: string | undefined, failures: CheckFailures): void {
  if (slug === undefined || /^[a-z0-9-]+$/.test(slug)) return;
  const instead = slugOf(slug);
  failures.add(
    property,
    `"${slug}" may hold only lowercase letters, digits and dashes${instead && `; write "${instead}"`}`,
  );
}

/** Names of variables. Source: `docs/server-rules.md`, "Names". */
export function checkVariableName(
  property: string,
  name: string,
  failures: CheckFailures,
  { mayHaveDashes = false } = {},
): void {
  if (name.length > 255) failures.add(property, `has ${name.length} characters, and a variable's name has at most 255`);
  if ((mayHaveDashes ? /^[a-z0-9_-]+$/ : /^[a-z0-9_]+$/).test(name)) return;
  const instead = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
  const taken = mayHaveDashes ? "digits, underscores and dashes" : "digits and underscores";
  failures.add(property, `"${name}" may hold only lowercase letters, ${taken}${instead && `; write "${instead}"`}`);
}

/** Names that the server keeps for itself. Source: `docs/server-rules.md`, "Names". */
export function checkReserved(
  property: string,
  name: string,
  failures: CheckFailures,
  { client }: Pick<CheckContext<never>, "client">,
): void {
  const prefix = client?.dialect.reservedPrefix;
  if (prefix && name.toLowerCase().startsWith(prefix)) {
    failures.add(property, `"${name}" starts with "${prefix}", which the server keeps for itself; choose another name`);
  }
}

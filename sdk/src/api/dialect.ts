import { ownValue } from "./own-value.js";

/** Syntask is a fork of Prefect 3.0: both speak one REST API and differ in names only. */
export type DialectName = "syntask" | "prefect";

/** The names by which the two differ. Source: `docs/server-rules.md`, "Dialects". */
export interface Dialect {
  name: DialectName;
  /** Name in a sentence. */
  title: string;
  /** Prefix of environment variables. */
  environmentPrefix: string;
  /** Folder in the user's home that holds profiles. */
  home: string;
  /** Names the files that `deploy` does not upload. */
  ignoreFile: string;
  /** Describes a project for `deploy`. */
  projectFile: string;
  /** Names of work pools and block types may not start with it. */
  reservedPrefix: string;
  versionHeader: string;
  csrfTokenHeader: string;
  csrfClientHeader: string;
  /** Module of the pull steps: the core's, or an integration's. */
  stepModule(integration?: string): string;
  /** What a worker replaces by the content of a block. */
  blockPlaceholder(typeSlug: string, documentName: string): string;
  /** What a worker replaces by the value of a variable. */
  variablePlaceholder(name: string): string;
}

const dialect = (name: DialectName, title: string): Dialect => ({
  name,
  title,
  environmentPrefix: name.toUpperCase(),
  home: `.${name}`,
  ignoreFile: `.${name}ignore`,
  projectFile: `${name}.yaml`,
  reservedPrefix: name,
  versionHeader: `X-${name.toUpperCase()}-API-VERSION`,
  csrfTokenHeader: `${title}-Csrf-Token`,
  csrfClientHeader: `${title}-Csrf-Client`,
  stepModule: (integration) => `${name}${integration ? `_${integration}` : ""}.deployments.steps`,
  blockPlaceholder: (typeSlug, documentName) => `{{ ${name}.blocks.${typeSlug}.${documentName} }}`,
  variablePlaceholder: (variable) => `{{ ${name}.variables.${variable} }}`,
});

const dialects: Record<DialectName, Dialect> = {
  syntask: dialect("syntask", "Syntask"),
  prefect: dialect("prefect", "Prefect"),
};

/** The other of the two. */
export const otherDialect = ({ name }: Dialect): Dialect => dialects[name === "syntask" ? "prefect" : "syntask"];

/**
 * @param name `undefined` is Syntask
 * @throws on any other name
 */
export function dialectOf(name: string | undefined): Dialect {
  const found = ownValue(dialects, name ?? "syntask");
  if (!found) throw new Error(`there is no dialect "${name}"; set \`syntask:dialect\` to "syntask" or "prefect"`);
  return found;
}

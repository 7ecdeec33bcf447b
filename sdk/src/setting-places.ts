import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { environmentNames } from "./api/connection.js";
import type { Dialect } from "./api/dialect.js";

/** Reads a value of the stack's config by its full key, such as `syntask:apiUrl`. */
export interface ConfigReader {
  get(key: string): string | undefined;
}

/** Names of settings in the environment and in profiles, after the prefix, by their names in a stack's config. */
const names = {
  ...environmentNames,
  apiUrl: "API_URL",
  tlsInsecureSkipVerify: "API_TLS_INSECURE_SKIP_VERIFY",
} as const;

/** A setting that stands beside a URL, or the URL itself. */
export type Setting = keyof typeof names;

/** A place where a URL can stand, and what stands beside it. */
export interface Place {
  /** The place, in a sentence. */
  source: string;
  get(setting: Setting): string | undefined;
  /** How a setting is written there, in a sentence. */
  nameOf(setting: Setting): string;
}

/** The first place that has one of some settings, else the first of all. */
export const placeOf = (settings: readonly Setting[], places: readonly Place[]): Place =>
  places.find((place) => settings.some((setting) => place.get(setting))) ?? places[0]!;

/** @param namespace of the keys: `syntask`, or that of a named connection */
export const stackPlace = (config: ConfigReader, namespace: string): Place => ({
  source: `\`${namespace}:apiUrl\` in the stack's config`,
  get: (setting) => config.get(`${namespace}:${setting}`) || undefined,
  nameOf: (setting) => `\`${namespace}:${setting}\``,
});

/** Prefect's own variables count in its dialect, after ours. */
export const environmentPlaces = (dialect: Dialect): Place[] => environmentPrefixes(dialect).map(environmentPlace);

const environmentPlace = (prefix: string): Place => ({
  source: `${prefix}_API_URL in the environment`,
  get: (setting) => process.env[`${prefix}_${names[setting]}`] || undefined,
  nameOf: (setting) => `${prefix}_${names[setting]}`,
});

const environmentPrefixes = (dialect: Dialect): string[] => [...new Set(["SYNTASK", dialect.environmentPrefix])];

/** A variable of the environment that belongs to no URL. */
export function fromEnvironment(dialect: Dialect, variable: string): string | undefined {
  for (const prefix of environmentPrefixes(dialect)) {
    const value = process.env[`${prefix}_${variable}`];
    if (value) return value;
  }
  return undefined;
}

const nowhere: Place = {
  source: "the default, as nothing else is set",
  get: () => undefined,
  nameOf: (setting) => `\`syntask:apiUrl\` and \`syntask:${setting}\``,
};

/** The active profile, if it has a URL. Source: `docs/server-rules.md`, "Settings and profiles". */
export function profilePlace(dialect: Dialect): Place {
  const home = fromEnvironment(dialect, "HOME");
  const files = [
    fromEnvironment(dialect, "PROFILES_PATH"),
    home && join(home, "profiles.toml"),
    join(homedir(), dialect.home, "profiles.toml"),
  ];
  const file = files.find((candidate) => candidate && existsSync(candidate));
  if (!file) return nowhere;
  const content = profilesIn(file);
  const active = fromEnvironment(dialect, "PROFILE") ?? content.active;
  const settings = (active && content.profiles?.[active]) || {};
  const prefix = dialect.environmentPrefix;
  if (!settings[`${prefix}_API_URL`]) return nowhere;
  return {
    source: `profile "${active}" in ${file}`,
    get: (setting) => textOf(settings[`${prefix}_${names[setting]}`]),
    nameOf: (setting) => `${prefix}_${names[setting]} in that profile`,
  };
}

interface Profiles {
  active?: string;
  profiles?: Record<string, Record<string, unknown>>;
}

function profilesIn(file: string): Profiles {
  const { parse } = require("smol-toml") as typeof import("smol-toml", { with: { "resolution-mode": "import" }});
  try {
    return parse(readFileSync(file, "utf8")) as Profiles;
  } catch {
    throw new Error(`the profiles in ${file} are not valid TOML; mend the file or set \`syntask:apiUrl\``);
  }
}

/** Values of profiles are texts, and a person may write true or a table all the same. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === "") return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Connection } from "./api/connection.js";
import { type Dialect, dialectOf } from "./api/dialect.js";

/** Reads a value of the stack's config by its full key, such as `syntask:apiUrl`. */
export interface ConfigReader {
  get(key: string): string | undefined;
}

/** A place where a URL can stand, and the key beside it. */
interface Place {
  apiUrl?: string;
  apiKey?: string;
  /** The place, in a sentence. */
  source: string;
  /** Where its key is set. */
  keySetting: string;
}

const defaultUrl = "http://127.0.0.1:4200/api";
const defaultTimeout = 60;

/**
 * The dialect of a connection: `syntask-<name>:dialect`, `syntask:dialect`, `SYNTASK_DIALECT`, else Syntask.
 *
 * @throws on an unknown dialect
 */
export function readDialect(config: ConfigReader, name?: string): Dialect {
  const own = name ? config.get(`syntask-${name}:dialect`) : undefined;
  return dialectOf(own ?? config.get("syntask:dialect") ?? process.env.SYNTASK_DIALECT);
}

/**
 * A connection. With a name: `syntask-<name>:apiUrl` and `syntask-<name>:apiKey`. Without: `syntask:apiUrl` and
 * `syntask:apiKey`, else the environment, else the active profile, else the local server. A key goes only to the URL that
 * it stands beside, unless `syntask:apiKeyFromEnvironment` says that the one in the environment belongs to the stack's.
 *
 * @throws when the connection is not configured or its URL cannot be right
 */
export function readConnection(config: ConfigReader, name?: string): Connection {
  const dialect = readDialect(config, name);
  const { apiUrl = defaultUrl, apiKey, source, keyAdvice } = name ? named(config, name) : unnamed(config, dialect);
  const url = checkedUrl(apiUrl, source);
  const environment = (setting: string) => fromEnvironment(dialect, setting);
  return {
    name,
    apiUrl: url,
    apiKey,
    keyAdvice,
    uiUrl: (name ? undefined : environment("UI_URL"))?.replace(/\/+$/, "") ?? url.replace(/\/api$/, ""),
    dialect,
    source,
    requestTimeout: Number(environment("API_REQUEST_TIMEOUT")) || defaultTimeout,
    insecure: /^(1|true)$/i.test(environment("API_TLS_INSECURE_SKIP_VERIFY") ?? ""),
    certificateFile: environment("API_SSL_CERT_FILE"),
  };
}

interface Found extends Omit<Place, "keySetting"> {
  keyAdvice: string;
}

function named(config: ConfigReader, name: string): Found {
  const namespace = `syntask-${name}`;
  const apiUrl = config.get(`${namespace}:apiUrl`);
  if (!apiUrl) throw new Error(`"${name}" is not configured; run \`pulumi config set ${namespace}:apiUrl <URL>\``);
  return {
    apiUrl,
    apiKey: config.get(`${namespace}:apiKey`),
    source: `\`${namespace}:apiUrl\` in the stack's config`,
    keyAdvice: `set \`${namespace}:apiKey\``,
  };
}

function unnamed(config: ConfigReader, dialect: Dialect): Found {
  const stack: Place = {
    apiUrl: config.get("syntask:apiUrl"),
    apiKey: config.get("syntask:apiKey"),
    source: "`syntask:apiUrl` in the stack's config",
    keySetting: "`syntask:apiKey`",
  };
  const environment = environmentPrefixes(dialect).map(
    (prefix): Place => ({
      apiUrl: process.env[`${prefix}_API_URL`],
      apiKey: process.env[`${prefix}_API_KEY`],
      source: `${prefix}_API_URL in the environment`,
      keySetting: `${prefix}_API_KEY`,
    }),
  );
  const explicit = [stack, ...environment];
  const place = explicit.find(({ apiUrl }) => apiUrl) ?? profile(dialect);
  const elsewhere = explicit.find((other) => other !== place && other.apiKey);
  if (place === stack && !stack.apiKey && mayTakeKeyFromEnvironment(config)) {
    return { ...place, apiKey: elsewhere?.apiKey, keyAdvice: `set ${elsewhere?.keySetting ?? "SYNTASK_API_KEY"}` };
  }
  return { ...place, keyAdvice: keyAdvice(place, elsewhere, stack) };
}

function keyAdvice(place: Place, elsewhere: Place | undefined, stack: Place): string {
  const advice = `set ${place.keySetting}`;
  if (place.apiKey || !elsewhere) return advice;
  const also = place === stack ? `, or \`${environmentSetting}\` to true if it belongs to this one` : "";
  return `${elsewhere.keySetting} was left out, as it does not stand beside this URL and may belong to another server; ${advice}${also}`;
}

const environmentSetting = "syntask:apiKeyFromEnvironment";

function mayTakeKeyFromEnvironment(config: ConfigReader): boolean {
  const value = config.get(environmentSetting) ?? "false";
  if (value !== "true" && value !== "false") {
    throw new Error(`\`${environmentSetting}\` is "${value}"; write true or false`);
  }
  return value === "true";
}

/** Source: `docs/server-rules.md`, "Settings and profiles". */
function profile(dialect: Dialect): Place {
  const home = fromEnvironment(dialect, "HOME");
  const files = [
    fromEnvironment(dialect, "PROFILES_PATH"),
    home && join(home, "profiles.toml"),
    join(homedir(), dialect.home, "profiles.toml"),
  ];
  const file = files.find((candidate) => candidate && existsSync(candidate));
  const prefix = dialect.environmentPrefix;
  const nothing = {
    source: "the default, as nothing else is set",
    keySetting: "`syntask:apiUrl` and `syntask:apiKey`",
  };
  if (!file) return nothing;
  const { parse } = require("smol-toml") as typeof import("smol-toml", { with: { "resolution-mode": "import" }});
  let content: { active?: string; profiles?: Record<string, Record<string, string>> };
  try {
    content = parse(readFileSync(file, "utf8")) as typeof content;
  } catch {
    throw new Error(`the profiles in ${file} are not valid TOML; mend the file or set \`syntask:apiUrl\``);
  }
  const active = fromEnvironment(dialect, "PROFILE") ?? content.active;
  const settings = (active && content.profiles?.[active]) || {};
  if (!settings[`${prefix}_API_URL`]) return nothing;
  return {
    apiUrl: settings[`${prefix}_API_URL`],
    apiKey: settings[`${prefix}_API_KEY`],
    source: `profile "${active}" in ${file}`,
    keySetting: `${prefix}_API_KEY in that profile`,
  };
}

function checkedUrl(apiUrl: string, source: string): string {
  const example = `write it like ${defaultUrl}`;
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Error(`"${withoutUser(apiUrl)}" (${source}) is not a URL; ${example}`);
  if (url.username || url.password) {
    throw new Error(`${withoutUser(apiUrl)} (${source}) has a user in it; give the key as \`syntask:apiKey\``);
  }
  if (url.search || url.hash)
    throw new Error(`${url.origin}${url.pathname} (${source}) goes on with ? or #; ${example}`);
  if (/^app\./.test(url.hostname)) {
    throw new Error(
      `${apiUrl} (${source}) is a page of the UI; write the URL of the API, https://api.<host>/api/accounts/<id>/workspaces/<id>`,
    );
  }
  return apiUrl.replace(/\/+$/, "");
}

const withoutUser = (url: string): string => url.replace(/\/\/[^/]*@/, "//");

/** Prefect's own variables count in its dialect, after ours. */
const environmentPrefixes = (dialect: Dialect): string[] => [...new Set(["SYNTASK", dialect.environmentPrefix])];

function fromEnvironment(dialect: Dialect, setting: string): string | undefined {
  for (const prefix of environmentPrefixes(dialect)) {
    const value = process.env[`${prefix}_${setting}`];
    if (value) return value;
  }
  return undefined;
}

import type { Connection } from "./api/connection.js";
import { type Dialect, dialectOf } from "./api/dialect.js";
import { authorization, groups, readCaCertificate, readCredentials } from "./connection-credentials.js";
import {
  type ConfigReader,
  environmentPlaces,
  fromEnvironment,
  type Place,
  placeOf,
  profilePlace,
  stackPlace,
} from "./setting-places.js";

export type { ConfigReader } from "./setting-places.js";

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
 * A connection. With a name: `syntask-<name>:apiUrl` and what stands beside it. Without: `syntask:apiUrl`, else the
 * environment, else the active profile, else the local server. A key, basic auth, headers and a client's certificate go
 * only to the URL that they stand beside, unless `syntask:apiKeyFromEnvironment` says that those in the environment
 * belong to the stack's.
 *
 * @throws when the connection is not configured or its settings cannot be right
 */
export function readConnection(config: ConfigReader, name?: string): Connection {
  const dialect = readDialect(config, name);
  const environment = environmentPlaces(dialect);
  const stack = stackPlace(config, name ? `syntask-${name}` : "syntask");
  const { place, beside, keyAdvice } = name ? named(stack, name) : unnamed(stack, environment, config, dialect);
  const url = checkedUrl(place.get("apiUrl") ?? defaultUrl, place.source);
  const trusting = [stack, ...environment, place];
  const variable = (setting: string) => fromEnvironment(dialect, setting);
  return {
    name,
    apiUrl: url,
    ...readCredentials(beside, dialect),
    keyAdvice,
    uiUrl: (name ? undefined : variable("UI_URL"))?.replace(/\/+$/, "") ?? url.replace(/\/api$/, ""),
    dialect,
    source: place.source,
    requestTimeout: Number(variable("API_REQUEST_TIMEOUT")) || defaultTimeout,
    insecure: isYes(placeOf(["tlsInsecureSkipVerify"], trusting).get("tlsInsecureSkipVerify")),
    caCertificate: readCaCertificate(trusting),
  };
}

const isYes = (word: string | undefined): boolean => /^(1|true)$/i.test(word ?? "");

interface Found {
  /** Where the URL stands. */
  place: Place;
  /** Where credentials stand that may be sent to it. */
  beside: Place[];
  keyAdvice: string;
}

function named(stack: Place, name: string): Found {
  if (name.includes("://")) {
    throw new Error(
      `"${withoutUser(name)}" is a URL, and \`connection\` is a name; run \`pulumi config set syntask-prod:apiUrl <URL>\` and write "prod"`,
    );
  }
  if (!stack.get("apiUrl")) {
    throw new Error(`"${name}" is not configured; run \`pulumi config set syntask-${name}:apiUrl <URL>\``);
  }
  return { place: stack, beside: [stack], keyAdvice: advice(stack, [stack]) };
}

function unnamed(stack: Place, environment: Place[], config: ConfigReader, dialect: Dialect): Found {
  const explicit = [stack, ...environment];
  const place = explicit.find((one) => one.get("apiUrl")) ?? profilePlace(dialect);
  if (place === stack && mayTakeKeyFromEnvironment(config)) {
    return { place, beside: explicit, keyAdvice: advice(environment[0]!, explicit) };
  }
  const left = leftOut(place, explicit);
  const also = place === stack ? `, or \`${environmentSetting}\` to true if it belongs to this one` : "";
  return { place, beside: [place], keyAdvice: left ? left + also : advice(place, [place]) };
}

/** @param usual where a key is expected, if there is none yet */
function advice(usual: Place, beside: readonly Place[]): string {
  const place = placeOf(authorization, beside);
  const given = authorization.find((setting) => place.get(setting));
  if (given) return `set ${place.nameOf(given)}`;
  return `set ${usual.nameOf("apiKey")}, or ${usual.nameOf("authString")} for basic auth`;
}

/** What stands elsewhere and could be what this URL wants. */
function leftOut(place: Place, explicit: readonly Place[]): string | undefined {
  for (const settings of groups) {
    const other = placeOf(settings, [place, ...explicit]);
    const setting = settings.find((one) => other.get(one));
    if (other === place || !setting) continue;
    return `${other.nameOf(setting)} was left out, as it does not stand beside this URL and may belong to another server; set ${place.nameOf(setting)}`;
  }
  return undefined;
}

const environmentSetting = "syntask:apiKeyFromEnvironment";

function mayTakeKeyFromEnvironment(config: ConfigReader): boolean {
  const value = config.get(environmentSetting) ?? "false";
  if (value !== "true" && value !== "false") {
    throw new Error(`\`${environmentSetting}\` is "${value}"; write true or false`);
  }
  return value === "true";
}

function checkedUrl(apiUrl: string, source: string): string {
  const example = `write it like ${defaultUrl}`;
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Error(`"${withoutUser(apiUrl)}" (${source}) is not a URL; ${example}`);
  if (url.username || url.password) {
    throw new Error(
      `${withoutUser(apiUrl)} (${source}) has a user in it; give the key as \`syntask:apiKey\`, or user and password as \`syntask:authString\``,
    );
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

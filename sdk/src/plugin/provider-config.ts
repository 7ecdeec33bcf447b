import { type ConfigReader, readConnection } from "../config.js";
import { containsUnknown, unknown } from "../engine/unknown.js";
import type { Properties } from "./properties.js";

const own = "syntask:";

/**
 * The settings of a provider, as a stack's config has them.
 *
 * @param stackConfig what is not of this package, such as the region of a cloud
 */
export function readerOf(settings: Properties, stackConfig: Properties = {}): ConfigReader {
  return {
    get(key) {
      const value = key.startsWith(own) ? settings[key.slice(own.length)] : stackConfig[key];
      if (value === undefined || value === null || value === "" || value === unknown) return undefined;
      return typeof value === "object" ? JSON.stringify(value) : String(value);
    },
  };
}

/** The settings as entries of a stack's config. */
export function configOf(settings: Properties): Record<string, string> {
  const { get } = readerOf(settings);
  const keys = Object.keys(settings).map((name) => own + name);
  return Object.fromEntries(
    keys.map((key) => [key, get(key)]).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/**
 * Takes the settings in the stack's config out of the environment, where the engine puts them as well: commands that the
 * plugin runs get none of its secrets.
 */
export function forgetSettings(environment: NodeJS.ProcessEnv): void {
  delete environment.PULUMI_CONFIG;
}

/**
 * What is wrong with the settings of a provider. Those of which some are not known yet are checked at `up`.
 *
 * @param isOfStack whether they are those of the stack's config, where a user looks for them then
 */
export function faultOfSettings(settings: Properties, isOfStack: boolean): string | undefined {
  if (containsUnknown(settings)) return undefined;
  try {
    readConnection(readerOf(settings));
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return isOfStack ? message : message.replaceAll(/`syntask:(\w+)`(?: in the stack's config)?/g, "`$1`");
  }
}

/** What changes from some settings of a provider to others, and whether they lead to another server. */
export function changedSettings(olds: Properties, news: Properties): { changed: string[]; isOtherServer: boolean } {
  const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
  const textOf = (settings: Properties, name: string) => readerOf(settings).get(`syntask:${name}`);
  const changed = [...names].filter(
    (name) => name !== "version" && (containsUnknown(news[name]) || textOf(olds, name) !== textOf(news, name)),
  );
  const urls = [olds, news].map((settings) => textOf(settings, "apiUrl")?.replace(/\/+$/, ""));
  const areKnown = urls.every((url) => url !== undefined) && !containsUnknown(news.apiUrl);
  return { changed, isOtherServer: areKnown && urls[0] !== urls[1] };
}

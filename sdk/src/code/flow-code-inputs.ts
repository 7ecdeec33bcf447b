import { relative, resolve } from "node:path";
import { anyOf, type InputsOf, number, text } from "../engine/field.js";
import type { NormalizeContext, Values } from "../engine/normalize.js";
import { firstOf } from "../engine/value-text.js";
import { doubtfulLines } from "./doubtful-files.js";
import { folderPrefix } from "./folder-path.js";
import { ignoreFileOf } from "./ignore-file.js";
import { digestOf, hashFiles, manifestOf } from "./manifest.js";
import { faultOfSource, listSourceFiles, type SourceSettings } from "./source-files.js";
import { storeAccess, storeLocation } from "./store-fields.js";
import type { StoreKind } from "./store-registry.js";

/** What says where the content comes from, or from whom: nothing of what is in the store. */
const canonical = () => "";

export const fields = {
  store: anyOf<StoreKind>()({ required: true, naturalKey: true, replaceOnChanges: true }),
  location: storeLocation({
    required: true,
    naturalKey: true,
    replaceOnChanges: true,
    // How a store is reached does not make it another one.
    canonical: ({ region, pathStyle, ...place }) => place,
  }),
  ...storeAccess,
  source: text({ required: true, canonical }),
  folder: text({ required: true, naturalKey: true, replaceOnChanges: true }),
  ignoreFile: text({ required: true, canonical }),
  ignore: anyOf<string[]>()({ required: true, canonical }),
  /** How many releases stay. */
  keep: number({
    default: null,
    naturalKey: true,
    check(_, keep, failures) {
      if (Number.isInteger(keep) && keep >= 2) return;
      failures.add("releases.keep", `is ${keep}; write a whole number from 2, as runs may be on the one before`);
    },
  }),
  digest: text({ required: true }),
  /** Who uploads releases: `project/stack/resource`. */
  uploader: text({ default: "", canonical }),
};
export type FlowCodeInputs = InputsOf<typeof fields>;

/** Releases that stay where the program says no number. */
const usualKeep = 3;

/**
 * Inputs from what a program gives: paths from its folder, and the digest of what is there now. Of a program in TypeScript
 * the plugin gets inputs already.
 */
export function normalizeFlowCode(
  { releases, folder = "", ignore = [], ...given }: Record<string, any>,
  values: Values,
  context: NormalizeContext,
): Record<string, any> {
  const source = relative(process.cwd(), resolve(given.source)).replaceAll("\\", "/") || ".";
  const settings = { source, ignoreFile: given.ignoreFile ?? ignoreFileOf(source, context.dialect), ignore };
  return {
    ...given,
    ...settings,
    folder: values.apply([folder], folderPrefix),
    keep: releases === true ? usualKeep : releases ? releases.keep : given.keep,
    digest: context.attempt(() => {
      const fault = faultOfSource(source);
      if (fault) throw new Error(fault);
      return digestOfSource(settings, context);
    }),
    uploader: releases ? `${context.stack}/${context.name}` : given.uploader,
  };
}

const mostNamed = 6;

/** Files that are seldom meant to leave the machine are warned of, and links that are left out. */
async function digestOfSource(settings: SourceSettings, { warn }: NormalizeContext): Promise<string> {
  const { files, hasIgnoreFile, doubtful, links } = await listSourceFiles(settings);
  const told = hasIgnoreFile ? { ...doubtful, seldomMeant: [] } : doubtful;
  const advice = `name them in ${settings.ignoreFile} or \`ignore\`, with a "!" before those that are meant`;
  for (const line of doubtfulLines(told, "uploads", advice)) warn(line);
  if (links.length > 0) {
    const way = `put what they lead to in their place, or name them in ${settings.ignoreFile} or \`ignore\``;
    warn(`leaves out links that lead to a folder or to nothing: ${firstOf(links, mostNamed)}; ${way}`);
  }
  return digestOf(manifestOf(await hashFiles(files)));
}

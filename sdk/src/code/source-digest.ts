import * as pulumi from "@pulumi/pulumi";
import { firstOf } from "../engine/value-text.js";
import { doubtfulLines } from "./doubtful-files.js";
import { digestOf, hashFiles, manifestOf } from "./manifest.js";
import { listSourceFiles, type SourceSettings } from "./source-files.js";

const mostNamed = 6;

/**
 * The digest of a folder, while the program runs. Files that are seldom meant to leave the machine are warned of,
 * and links that are left out.
 *
 * @throws RunError when the folder cannot be uploaded
 */
export async function readSource(name: string, settings: SourceSettings): Promise<string> {
  const { ignoreFile } = settings;
  try {
    const { files, hasIgnoreFile, doubtful, links } = await listSourceFiles(settings);
    const told = hasIgnoreFile ? { ...doubtful, seldomMeant: [] } : doubtful;
    const advice = `name them in ${ignoreFile} or \`ignore\`, with a "!" before those that are meant`;
    for (const line of doubtfulLines(told, `FlowCode "${name}" uploads`, advice)) void pulumi.log.warn(`${line}.`);
    if (links.length > 0) {
      const names = firstOf(links, mostNamed);
      const way = `put what they lead to in their place, or name them in ${ignoreFile} or \`ignore\``;
      void pulumi.log.warn(
        `FlowCode "${name}" leaves out links that lead to a folder or to nothing: ${names}; ${way}.`,
      );
    }
    return digestOf(manifestOf(await hashFiles(files)));
  } catch (error) {
    throw new pulumi.RunError(`FlowCode "${name}": ${(error as Error).message}.`);
  }
}

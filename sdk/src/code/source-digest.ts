import * as pulumi from "@pulumi/pulumi";
import { doubtfulLines } from "./doubtful-files.js";
import { digestOf, hashFiles, manifestOf } from "./manifest.js";
import { listSourceFiles, type SourceSettings } from "./source-files.js";

/**
 * The digest of a folder, while the program runs. Files that are seldom meant to leave the machine are warned of.
 *
 * @throws RunError when the folder cannot be uploaded
 */
export async function readSource(name: string, settings: SourceSettings): Promise<string> {
  const { ignoreFile } = settings;
  try {
    const { files, hasIgnoreFile, doubtful } = await listSourceFiles(settings);
    const told = hasIgnoreFile ? { ...doubtful, seldomMeant: [] } : doubtful;
    const advice = `name them in ${ignoreFile} or \`ignore\`, with a "!" before those that are meant`;
    for (const line of doubtfulLines(told, `FlowCode "${name}" uploads`, advice)) void pulumi.log.warn(`${line}.`);
    return digestOf(manifestOf(await hashFiles(files)));
  } catch (error) {
    throw new pulumi.RunError(`FlowCode "${name}": ${(error as Error).message}.`);
  }
}

import { appendFile, copyFile, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { slugOf } from "../checks/names.js";
import type { DoubtfulFiles } from "../code/doubtful-files.js";
import { IgnoreRules } from "../code/ignore-rules.js";
import { listSourceFiles, type SourceFile } from "../code/source-files.js";
import { dockerfileOf } from "./dockerfile.js";
import { makeAside, moveIntoPlace, removeUnused } from "./work-folder.js";

export interface ContextSettings {
  /** Folder on the disk. */
  context: string;
  /** File from the Pulumi program. */
  dockerfile?: string;
  ignoreFile: string;
  baseImage: string;
  /** Folder of the code in the image. */
  path: string;
  requirements?: string;
}

/** What is sent to Docker. */
export interface BuildContext {
  context: string;
  dockerfile: string;
  /** Text of a Dockerfile that was generated. */
  generated: string | undefined;
  /** Files that get into the image and are seldom meant to. */
  doubtful: DoubtfulFiles;
}

/** Where contexts are put together, from the Pulumi program. */
const workFolder = ".syntask";

/**
 * Copies what is not ignored to `.syntask/<name>-<digest>`, beside a Dockerfile. `.dockerignore` goes along, for Docker to
 * heed. The folder has the same name for the same content, as its path is in the state, and it never changes: a build may
 * read it while another program runs.
 *
 * @throws when the folder or the Dockerfile is not there
 */
export async function putTogether(name: string, settings: ContextSettings): Promise<BuildContext> {
  const { context, ignoreFile } = settings;
  const dockerfile = await findDockerfile(settings);
  const { files, doubtful } = await listSourceFiles({ source: context, ignoreFile, ignore: [] });
  await mkdir(workFolder, { recursive: true });
  await writeFile(join(workFolder, ".gitignore"), "*\n");
  const aside = await makeAside(workFolder);
  for (const { path, file } of files) {
    await mkdir(dirname(join(aside, path)), { recursive: true });
    await copyFile(file, join(aside, path));
  }
  await copyIfThere(join(context, ".dockerignore"), join(aside, ".dockerignore"));
  const generated = dockerfile ? undefined : await generateDockerfile(aside, settings);
  if (dockerfile) await copyFile(dockerfile, join(aside, "Dockerfile"));
  const place = await moveIntoPlace(aside, `${workFolder}/${slugOf(name) || "image"}`);
  await removeUnused(workFolder);
  return {
    context: place,
    dockerfile: `${place}/Dockerfile`,
    generated,
    doubtful: withoutIgnored(doubtful, await dockerIgnoreRules(context)),
  };
}

async function generateDockerfile(target: string, settings: ContextSettings): Promise<string> {
  const requirements = await findRequirements(settings);
  if (requirements) await copyFile(join(settings.context, requirements), join(target, requirements));
  const text = dockerfileOf({ ...settings, requirements });
  await writeFile(join(target, "Dockerfile"), text);
  await appendFile(join(target, ".dockerignore"), "\nDockerfile\n.dockerignore\n");
  return text;
}

/** The one that is named, else that of the context. */
async function findDockerfile({ context, dockerfile }: ContextSettings): Promise<string | undefined> {
  if (dockerfile !== undefined) {
    if (await isFile(dockerfile)) return dockerfile;
    const near = join(context, dockerfile);
    const advice = (await isFile(near)) ? `write "${near}"` : "write its path from the Pulumi program";
    throw new Error(`there is no Dockerfile "${dockerfile}"; ${advice}`);
  }
  const own = join(context, "Dockerfile");
  return (await isFile(own)) ? own : undefined;
}

async function findRequirements({ context, requirements }: ContextSettings): Promise<string | undefined> {
  const name = requirements ?? "requirements.txt";
  if (await isFile(join(context, name))) return name;
  if (requirements === undefined) return undefined;
  throw new Error(`there is no file "${requirements}" in "${context}"; write \`requirements\` from the context`);
}

const isFile = async (file: string): Promise<boolean> => Boolean((await stat(file).catch(() => undefined))?.isFile());

async function copyIfThere(from: string, to: string): Promise<void> {
  const content = await readFile(from).catch(() => undefined);
  if (content) await writeFile(to, content);
}

/** Docker reads every line from the root of the context. */
async function dockerIgnoreRules(context: string): Promise<IgnoreRules> {
  const text = await readFile(join(context, ".dockerignore"), "utf8").catch(() => "");
  const lines = text.split(/\r?\n/).map((line) => line.trim().replace(/\\+$/, ""));
  return new IgnoreRules(lines.map((line) => (/^(#|$)/.test(line) ? "" : line.replace(/^(!?)\/?(?:\.\/)?/, "$1/"))));
}

function withoutIgnored({ mayHoldSecrets, seldomMeant }: DoubtfulFiles, rules: IgnoreRules): DoubtfulFiles {
  const isSent = ({ path }: SourceFile) => !rules.ignores(path) && !rules.takesBack(path);
  return { mayHoldSecrets: mayHoldSecrets.filter(isSent), seldomMeant: seldomMeant.filter(isSent) };
}

/** A folder as the state has it, whatever machine it is on. */
export const relativeFolder = (folder: string): string =>
  relative(process.cwd(), resolve(folder)).replaceAll("\\", "/") || ".";

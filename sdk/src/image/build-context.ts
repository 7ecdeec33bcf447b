import { appendFile, copyFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { listSourceFiles } from "../code/source-files.js";
import { dockerfileOf } from "./dockerfile.js";

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
}

/** Where contexts are put together, from the Pulumi program. */
const workFolder = ".syntask";

/**
 * Copies what is not ignored to `.syntask/<name>`, beside a Dockerfile. `.dockerignore` goes along, for Docker to heed.
 * The folder is the same in every run: its path is in the state.
 *
 * @throws when the folder or the Dockerfile is not there
 */
export async function putTogether(name: string, settings: ContextSettings): Promise<BuildContext> {
  const { context, ignoreFile } = settings;
  const dockerfile = await findDockerfile(settings);
  const { files } = await listSourceFiles({ source: context, ignoreFile, ignore: [`/${workFolder}/`] });
  const target = join(workFolder, name);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await writeFile(join(workFolder, ".gitignore"), "*\n");
  for (const { path, file } of files) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    await copyFile(file, join(target, path));
  }
  await copyIfThere(join(context, ".dockerignore"), join(target, ".dockerignore"));
  const written = join(target, "Dockerfile");
  if (dockerfile) {
    await copyFile(dockerfile, written);
    return { context: target, dockerfile: written, generated: undefined };
  }
  const requirements = await findRequirements(settings);
  if (requirements) await copyFile(join(context, requirements), join(target, requirements));
  const generated = dockerfileOf({ ...settings, requirements });
  await writeFile(written, generated);
  await appendFile(join(target, ".dockerignore"), "\nDockerfile\n.dockerignore\n");
  return { context: target, dockerfile: written, generated };
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

/** A folder as the state has it, whatever machine it is on. */
export const relativeFolder = (folder: string): string =>
  relative(process.cwd(), resolve(folder)).replaceAll("\\", "/") || ".";

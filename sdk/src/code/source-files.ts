import { type Dirent, statSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type DoubtfulFiles, doubtfulFiles, neverSent } from "./doubtful-files.js";
import { IgnoreRules } from "./ignore-rules.js";

/** Which files of a folder are flow code. */
export interface SourceSettings {
  /** Folder on the disk. */
  source: string;
  /** Name of the ignore file in it. */
  ignoreFile: string;
  /** More lines after those of the ignore file. */
  ignore: readonly string[];
}

/** A file to upload. */
export interface SourceFile {
  /** Path in the folder, with `/` and in Unicode's composed form. */
  path: string;
  /** Path on the disk. */
  file: string;
  /** Bytes. */
  size: number;
}

export interface SourceFiles {
  /** In the order of their paths. */
  files: SourceFile[];
  /** Whether the folder has an ignore file. */
  hasIgnoreFile: boolean;
  /** Those that are seldom meant, except where a line such as `!ca.pem` says that they are. */
  doubtful: DoubtfulFiles;
  /** Links that are left out, as they lead to a folder or to nothing. */
  links: string[];
}

/**
 * Lists the files of a folder that are not ignored, without the config and the state of stacks. Links to files count as files; links to folders, broken links and
 * what is neither are left out.
 *
 * @throws when the folder is not there, holds nothing to upload, or cannot be read
 */
export async function listSourceFiles(settings: SourceSettings): Promise<SourceFiles> {
  const { source, ignoreFile, ignore } = settings;
  const fault = faultOfSource(source);
  if (fault) throw new Error(fault);
  const lines = await readIgnoreFile(join(source, ignoreFile));
  const rules = rulesOf([...(lines ?? []), ...ignore], ignoreFile);
  const links: string[] = [];
  const files = (await walk(source, "", rules, links)).sort((left, right) => (left.path < right.path ? -1 : 1));
  if (files.length === 0) {
    throw new Error(`"${source}" holds no file to upload${lines ? `, as ${ignoreFile} ignores all of them` : ""}`);
  }
  refusePaths(files);
  const doubtful = doubtfulFiles(files.filter(({ path }) => !rules.takesBack(path)));
  return { files, hasIgnoreFile: lines !== undefined, doubtful, links: links.sort() };
}

/** Why nothing can be read of a folder, as far as it is seen without reading: it is not there. */
export const faultOfSource = (source: string): string | undefined =>
  statSync(source, { throwIfNoEntry: false })?.isDirectory()
    ? undefined
    : `there is no folder "${source}"; write the path of the flow code, from the Pulumi program`;

async function readIgnoreFile(file: string): Promise<string[] | undefined> {
  try {
    return (await readFile(file, "utf8")).split(/\r?\n/);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unreadable(file, error);
  }
}

function rulesOf(lines: string[], ignoreFile: string): IgnoreRules {
  try {
    return new IgnoreRules(lines);
  } catch (error) {
    throw new Error(`${ignoreFile}: ${(error as Error).message}`, { cause: error });
  }
}

/** @param links gets the links that are left out */
async function walk(folder: string, prefix: string, rules: IgnoreRules, links: string[]): Promise<SourceFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) => {
    throw unreadable(folder, error);
  });
  const found = await Promise.all(
    entries.map(async (entry): Promise<SourceFile[]> => {
      const path = prefix + entry.name.normalize("NFC");
      const file = join(folder, entry.name);
      if (entry.isDirectory()) {
        const isLeftOut = rules.ignoresAllBelow(path) || neverSent.ignoresAllBelow(path);
        return isLeftOut ? [] : walk(file, `${path}/`, rules, links);
      }
      if (rules.ignores(path) || neverSent.ignores(path)) return [];
      const size = await sizeOf(file, entry);
      if (size === undefined && entry.isSymbolicLink()) links.push(path);
      return size === undefined ? [] : [{ path, file, size }];
    }),
  );
  return found.flat();
}

/** `undefined` for what is not a file and does not lead to one. */
async function sizeOf(file: string, entry: Dirent): Promise<number | undefined> {
  if (!entry.isFile() && !entry.isSymbolicLink()) return undefined;
  const status = await stat(file).catch((error) => {
    if (entry.isSymbolicLink()) return undefined;
    throw unreadable(file, error);
  });
  return status?.isFile() ? status.size : undefined;
}

/** Two names that differ in the form of their letters only would be one object; one name is lost on the way to the state. */
function refusePaths(files: readonly SourceFile[]): void {
  if (files.some(({ path }) => path === "__proto__"))
    throw new Error('a file cannot be named "__proto__"; rename it or ignore it');
  const twice = files.find(({ path }, index) => files[index + 1]?.path === path);
  if (twice) throw new Error(`two files are named "${twice.path}" in different Unicode forms; rename one of them`);
}

export const unreadable = (file: string, cause: unknown): Error =>
  new Error(
    `${file} cannot be read (${(cause as NodeJS.ErrnoException).code ?? "unknown"}); make it readable or ignore it`,
    {
      cause,
    },
  );

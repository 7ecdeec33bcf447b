import * as pulumi from "@pulumi/pulumi";
import { digestOf, hashFiles, manifestOf } from "./manifest.js";
import { listSourceFiles, type SourceFile, type SourceSettings } from "./source-files.js";

/** Folders that are seldom meant to be uploaded. */
const unusual = [".git", ".hg", ".venv", "venv", "env", "node_modules", "__pycache__"];

/**
 * The digest of a folder, while the program runs.
 *
 * @throws RunError when the folder cannot be uploaded
 */
export async function readSource(name: string, settings: SourceSettings): Promise<string> {
  try {
    const { files, hasIgnoreFile } = await listSourceFiles(settings);
    if (!hasIgnoreFile) warnOfUnusual(name, settings, files);
    return digestOf(manifestOf(await hashFiles(files)));
  } catch (error) {
    throw new pulumi.RunError(`FlowCode "${name}": ${(error as Error).message}.`);
  }
}

function warnOfUnusual(name: string, { source, ignoreFile }: SourceSettings, files: readonly SourceFile[]): void {
  const found = unusual
    .map((folder) => ({ folder, files: files.filter(({ path }) => `/${path}`.includes(`/${folder}/`)) }))
    .filter(({ files }) => files.length > 0)
    .map(({ folder, files }) => `${folder} (${files.length} files, ${megabytes(files)} MB)`);
  if (found.length === 0) return;
  void pulumi.log.warn(
    `FlowCode "${name}" uploads ${found.join(", ")}, as "${source}" has no ${ignoreFile}; write one, or give \`ignore\`.`,
  );
}

const megabytes = (files: readonly SourceFile[]): string =>
  (files.reduce((sum, { size }) => sum + size, 0) / 1e6).toFixed(1);

import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { create } from "tar";
import { plugin, pluginBill, pluginCommand, pluginVersion } from "./plugin.mjs";

/** The machines that Pulumi downloads a provider for, as it names them in the archive's name. */
const machines = ["darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64", "windows-amd64", "windows-arm64"];

const archived = [plugin, pluginCommand, pluginBill].map((file) => basename(file));

/**
 * Writes the provider that `npm run build` has made as release pages have it, with the same files for every machine.
 *
 * @param {string} folder Made if it is not there.
 * @returns {Promise<string[]>} The archives.
 */
export async function writePluginArchives(folder) {
  await mkdir(folder, { recursive: true });
  const version = await pluginVersion();
  const files = machines.map((machine) => join(folder, `pulumi-resource-syntask-v${version}-${machine}.tar.gz`));
  for (const file of files) await writeArchive(file, dirname(plugin), archived);
  return files;
}

/**
 * Writes an archive that is the same for the same files, whenever it is made.
 *
 * @param {string} file
 * @param {string} folder Where the files are.
 * @param {string[]} files Their paths in that folder, or those of sub folders.
 */
export async function writeArchive(file, folder, files) {
  await create({ file, cwd: folder, gzip: true, portable: true, mtime: new Date(0) }, files);
}

import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pluginVersion, schemaFile } from "./plugin.mjs";
import { writeArchive, writePluginArchives } from "./plugin-archives.mjs";
import { run } from "./processes.mjs";
import { step } from "./progress.mjs";
import { repository } from "./repository.mjs";
import { generateSdk } from "./sdks.mjs";

/** Name of the file that has the digest of every other one, in the form that `sha256sum --check` reads. */
const checksums = "SHA256SUMS";

/** The languages that have no package in npm's tarball. */
const sdkLanguages = ["python", "go", "dotnet"];

/**
 * Makes everything that a release publishes.
 *
 * @param {string} folder Empty.
 * @returns {Promise<string>} The tarball for npm.
 */
export async function makeReleaseFiles(folder) {
  const version = await pluginVersion();
  await step("Packing the npm package", () =>
    run("npm", ["pack", "--workspace", "pulumi-syntask", "--pack-destination", folder], { cwd: repository }),
  );
  await step("Packing the provider", () => writePluginArchives(folder));
  for (const language of sdkLanguages) {
    await step(`Generating the SDK of ${language}`, () => writeSdkArchive(language, version, folder));
  }
  await step("Building the documentation", () => writeDocumentation(version, folder));
  await writeFile(join(folder, "schema.json"), await readFile(schemaFile));
  await writeChecksums(folder);
  return join(folder, `pulumi-syntask-${version}.tgz`);
}

/** In the archive is one folder of its name, as pip wants it. */
async function writeSdkArchive(language, version, folder) {
  const name = language === "python" ? `pulumi_syntask-${version}` : `pulumi-syntask-${language}-${version}`;
  await inTemporaryFolder(async (temporary) => {
    await rename(await generateSdk(language, temporary), join(temporary, name));
    await writeArchive(join(folder, `${name}.tar.gz`), temporary, [name]);
  });
}

async function writeDocumentation(version, folder) {
  const name = `pulumi-syntask-docs-${version}`;
  await inTemporaryFolder(async (temporary) => {
    await run("npm", ["run", "docs", "--", "--out", join(temporary, name)], { cwd: repository });
    await writeArchive(join(folder, `${name}.tar.gz`), temporary, [name]);
  });
}

async function writeChecksums(folder) {
  const files = (await readdir(folder)).sort();
  const lines = files.map(async (file) => {
    const digest = createHash("sha256").update(await readFile(join(folder, file)));
    return `${digest.digest("hex")}  ${file}\n`;
  });
  await writeFile(join(folder, checksums), (await Promise.all(lines)).join(""));
}

/**
 * @template T
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inTemporaryFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-release-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { cachedFolder, cacheFolder, digestOfFolders } from "./cache.mjs";
import { buildGo, requireGo } from "./go.mjs";
import { plugin, schemaFile } from "./plugin.mjs";
import { run } from "./processes.mjs";
import { step } from "./progress.mjs";
import { findOrInstallPulumi } from "./pulumi.mjs";
import { scripts } from "./repository.mjs";

/** The languages whose SDK can be generated, by their names on Pulumi's command line. */
export const languages = ["python", "go", "dotnet", "nodejs"];

const dotnetSource = join(scripts, "dotnet-sdk");

/**
 * Writes the SDK of a language, as the provider that `npm run build` has made describes itself.
 *
 * @param {string} language
 * @param {string} folder Gets a sub folder for the language.
 * @returns {Promise<string>} That sub folder.
 */
export async function generateSdk(language, folder) {
  if (language === "dotnet") return generateDotnetSdk(join(folder, language));
  const pulumi = join(await findOrInstallPulumi(), "pulumi");
  const environment = { ...process.env, PULUMI_HOME: join(cacheFolder, "pulumi-home") };
  await run(pulumi, ["package", "gen-sdk", plugin, "--language", language, "--out", folder], { environment });
  return join(folder, language);
}

/** The CLI leaves .NET to a language host that comes with the .NET SDK; the generator alone needs neither. */
async function generateDotnetSdk(folder) {
  const generator = await cachedFolder(`dotnet-sdk-${await digestOfFolders(dotnetSource)}`, async (target) => {
    await requireGo("Pulumi's generator for .NET");
    await step("Building Pulumi's generator for .NET (first time, about 2 minutes)", () =>
      buildGo(dotnetSource, ".", join(target, "dotnet-sdk")),
    );
  });
  await mkdir(folder, { recursive: true });
  await run(join(generator, "dotnet-sdk"), [schemaFile, folder]);
  return folder;
}

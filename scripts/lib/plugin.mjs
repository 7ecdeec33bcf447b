import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./processes.mjs";
import { repository } from "./repository.mjs";

/** The provider for programs in other languages than TypeScript: one executable file, which `npm run build` makes. */
export const plugin = join(repository, "sdk/plugin/pulumi-resource-syntask");

/** Its name on Windows, which starts it. */
export const pluginCommand = `${plugin}.cmd`;

/** The packages that are in it, in CycloneDX's JSON. */
export const pluginBill = `${plugin}.cdx.json`;

/** What it says of itself to those who generate SDKs. */
export const schemaFile = join(repository, "sdk/schema.json");

/** The version of the package, which is that of the provider. */
export async function pluginVersion() {
  return JSON.parse(await readFile(join(repository, "sdk/package.json"), "utf8")).version;
}

/**
 * Installs the provider as users do it from a release.
 *
 * @param {NodeJS.ProcessEnv} environment Its PATH has `pulumi`, its `PULUMI_HOME` gets the provider.
 */
export async function installPlugin(environment) {
  const version = await pluginVersion();
  await run("pulumi", ["plugin", "install", "resource", "syntask", `v${version}`, "--file", plugin, "--reinstall"], {
    environment,
  });
}

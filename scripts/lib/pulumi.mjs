import { chmod, copyFile, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cachedFolder, digestOfFolders, findCachedFolder } from "./cache.mjs";
import { findCommand } from "./commands.mjs";
import { buildGo, moduleFolder, requireGo } from "./go.mjs";
import { Problem } from "./problem.mjs";
import { run } from "./processes.mjs";
import { say, step } from "./progress.mjs";
import { scripts } from "./repository.mjs";

/** The version that is installed, or built, where there is no Pulumi CLI. */
export const pulumiVersion = "3.259.0";

const commandLineSource = join(scripts, "pulumi-cli");
const languageHostSource = join(commandLineSource, "languagehost");
const yamlSource = join(scripts, "pulumi-yaml");
const dynamicProvider = "pulumi-resource-pulumi-nodejs";
const yamlCommands = ["pulumi-language-yaml", "pulumi-converter-yaml"];
const pythonRunner = "pulumi-language-python-exec";
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const installedFolder = `pulumi-${pulumiVersion}-official`;

/**
 * The folder with the `pulumi` to use, to be put first on the PATH: that of a CLI on the PATH, else the official one,
 * installed on first use, else one built from source, where that download is refused.
 *
 * @returns {Promise<string>}
 */
export async function findOrInstallPulumi() {
  return (await findPulumi()) ?? (await findInstalled()) ?? (await installPulumi()) ?? (await buildPulumi());
}

async function findPulumi() {
  const [pulumi, nodeHost] = await Promise.all([findCommand("pulumi"), findCommand("pulumi-language-nodejs")]);
  return pulumi && nodeHost && dirname(pulumi);
}

/** What an earlier call installed or built: nobody waits for a download that was refused once. */
async function findInstalled() {
  const official = findCachedFolder(installedFolder);
  return official ? join(official, "bin") : findCachedFolder(await builtFolder());
}

async function installPulumi() {
  try {
    const folder = await cachedFolder(installedFolder, (target) =>
      step(`Installing the Pulumi CLI ${pulumiVersion} (first time, some seconds)`, () => runInstaller(target)),
    );
    return join(folder, "bin");
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(`The official Pulumi CLI cannot be installed here (${lastLine(error.message)}), so it is built from source`);
  }
}

/** A process of its own, whose proxy settings and time-out are nobody else's. */
async function runInstaller(folder) {
  const environment = { ...process.env, NODE_USE_ENV_PROXY: "1" };
  const { code, output } = await run("node", [join(scripts, "install-pulumi.mjs"), pulumiVersion, folder], {
    environment,
    mayFail: true,
  });
  if (code === 0) return;
  await rm(folder, { recursive: true, force: true });
  throw new Problem(output);
}

const lastLine = (text) => text.trim().split("\n").at(-1);

const builtFolder = async () =>
  `pulumi-${pulumiVersion}-${await digestOfFolders(commandLineSource, languageHostSource, yamlSource)}`;

async function buildPulumi() {
  return cachedFolder(await builtFolder(), async (folder) => {
    await requireGo(
      "The Pulumi CLI",
      "Install Pulumi: `curl -fsSL https://get.pulumi.com | sh` and put ~/.pulumi/bin on the PATH, or",
    );
    await step("Building the Pulumi CLI (first time, about 4 minutes)", () =>
      build(commandLineSource, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", join(folder, "pulumi")),
    );
    await step("Building Pulumi's hosts of TypeScript, Python and Go", () =>
      build(commandLineSource, "./languagehost", join(folder, "pulumi-language-nodejs")),
    );
    for (const language of ["python", "go"]) {
      await symlink("pulumi-language-nodejs", join(folder, `pulumi-language-${language}`));
    }
    const sdk = await moduleFolder(commandLineSource, "github.com/pulumi/pulumi/sdk/v3");
    await copyExecutable(join(sdk, "python/cmd", pythonRunner), join(folder, pythonRunner));
    await copyExecutable(join(commandLineSource, dynamicProvider), join(folder, dynamicProvider));
  });
}

/**
 * Builds Pulumi's YAML language from source on first use, where it did not come with the CLI.
 *
 * @param {string} pulumi Folder that `findOrInstallPulumi` found.
 */
export async function addYaml(pulumi) {
  if (await findCommand("pulumi-language-yaml", pulumi)) return;
  const folder = await cachedFolder(`pulumi-yaml-${await digestOfFolders(yamlSource)}`, async (target) => {
    await requireGo("Pulumi's YAML language");
    await step("Building Pulumi's YAML language (first time, about 1 minute)", async () => {
      for (const command of yamlCommands) {
        await build(yamlSource, `github.com/pulumi/pulumi-yaml/cmd/${command}`, join(target, command));
      }
    });
  });
  // The CLI warns of a language host that does not lie beside it.
  await Promise.all(yamlCommands.map((command) => linkOnce(join(folder, command), join(pulumi, command))));
}

async function linkOnce(target, path) {
  await symlink(target, path).catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
}

async function copyExecutable(source, target) {
  await copyFile(source, target);
  await chmod(target, 0o755);
}

const build = (source, command, target) => buildGo(source, command, target, `-X ${versionVariable}=v${pulumiVersion}`);

import { chmod, copyFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cachedFolder, digestOfFolders } from "./cache.mjs";
import { findCommand } from "./commands.mjs";
import { buildGo, requireGo } from "./go.mjs";
import { step } from "./progress.mjs";
import { scripts } from "./repository.mjs";

/** The version that is built where no Pulumi CLI is installed. */
export const pulumiVersion = "3.259.0";

const commandLineSource = join(scripts, "pulumi-cli");
const nodeHostSource = join(scripts, "nodehost");
const dynamicProvider = "pulumi-resource-pulumi-nodejs";
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/**
 * The folder with the `pulumi` to use, to be put first on the PATH: that of an installed CLI, else one built from
 * source on first use.
 *
 * @returns {Promise<string>}
 */
export async function findOrBuildPulumi() {
  return (await findPulumi()) ?? (await buildPulumi());
}

async function findPulumi() {
  const [pulumi, nodeHost] = await Promise.all([findCommand("pulumi"), findCommand("pulumi-language-nodejs")]);
  return pulumi && nodeHost && dirname(pulumi);
}

async function buildPulumi() {
  const sources = await digestOfFolders(commandLineSource, nodeHostSource);
  return cachedFolder(`pulumi-${pulumiVersion}-${sources}`, async (folder) => {
    await requireGo(
      "The Pulumi CLI",
      "Install Pulumi: `curl -fsSL https://get.pulumi.com | sh` and put ~/.pulumi/bin on the PATH, or",
    );
    await step("Building Pulumi's Node.js language host (first time, about 1 minute)", () =>
      build(nodeHostSource, ".", join(folder, "pulumi-language-nodejs")),
    );
    await step("Building the Pulumi CLI (first time, about 4 minutes)", () =>
      build(commandLineSource, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", join(folder, "pulumi")),
    );
    await copyFile(join(nodeHostSource, dynamicProvider), join(folder, dynamicProvider));
    await chmod(join(folder, dynamicProvider), 0o755);
  });
}

const build = (source, command, target) => buildGo(source, command, target, `-X ${versionVariable}=v${pulumiVersion}`);

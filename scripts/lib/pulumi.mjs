import { chmod, copyFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cachedFolder, digestOfFolders } from "./cache.mjs";
import { findCommand } from "./commands.mjs";
import { Problem } from "./problem.mjs";
import { run } from "./processes.mjs";
import { step } from "./progress.mjs";
import { scripts } from "./repository.mjs";

/** The version that is built where no Pulumi CLI is installed. */
export const pulumiVersion = "3.259.0";

const commandLineSource = join(scripts, "pulumi-cli");
const nodeHostSource = join(scripts, "nodehost");
const dynamicProvider = "pulumi-resource-pulumi-nodejs";
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const oldestGo = { major: 1, minor: 25 };

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
    await requireGo();
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

async function build(source, command, target) {
  const flags = ["-buildvcs=false", "-ldflags", `-s -w -X ${versionVariable}=v${pulumiVersion}`];
  await run("go", ["build", ...flags, "-o", target, command], { cwd: source, environment: goEnvironment() });
}

/** The committed go.mod alone decides what is built. */
function goEnvironment() {
  return { ...process.env, GOWORK: "off", GOFLAGS: "-mod=readonly" };
}

async function requireGo() {
  const found = await run("go", ["env", "GOVERSION"], { cwd: scripts }).catch(() => undefined);
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(found?.stdout ?? "") ?? [];
  if (Number(major) === oldestGo.major && Number(minor) >= oldestGo.minor) return;
  throw new Problem(
    `${found ? `Go ${major}.${minor} is too old` : "The Pulumi CLI is missing, and so is Go to build it"}. Install ` +
      "Pulumi: `curl -fsSL https://get.pulumi.com | sh` and put ~/.pulumi/bin on the PATH, or Go 1.25 or later: " +
      "https://go.dev/doc/install.",
  );
}

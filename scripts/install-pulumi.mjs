import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { SemVer } from "semver";

/**
 * `node install-pulumi.mjs <version> <folder>`: installs the official Pulumi CLI with its language hosts, unless the site
 * that has it cannot be reached.
 */
const [version, folder] = process.argv.slice(2);

const site = "https://get.pulumi.com/install.sh";
const reachSeconds = 10;
const installSeconds = 300;

try {
  await reach();
  setTimeout(() => fail(`no end after ${installSeconds} s`), installSeconds * 1000).unref();
  await PulumiCommand.install({ version: new SemVer(version), root: folder });
} catch (error) {
  fail(error.message);
}

async function reach() {
  try {
    const response = await fetch(site, { signal: AbortSignal.timeout(reachSeconds * 1000) });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`status ${response.status}`);
  } catch (error) {
    throw new Error(`${site}: ${error.cause?.message || error.message}`);
  }
}

function fail(reason) {
  console.error(reason);
  process.exit(1);
}

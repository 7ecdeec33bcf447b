import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "./stack";

const repository = resolve(__dirname, "../..");

/**
 * Installs the package as a user does, beside the oldest Pulumi SDK of the range that it takes.
 *
 * @returns the folder of both
 */
export async function installWithOldestSdk(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-oldest-"));
  const built = join(folder, "package");
  await mkdir(built);
  for (const part of ["package.json", "dist"]) {
    await cp(join(repository, "sdk", part), join(built, part), { recursive: true });
  }
  const { peerDependencies } = JSON.parse(await readFile(join(built, "package.json"), "utf8"));
  const oldest = peerDependencies["@pulumi/pulumi"].replace("^", "");
  await writeFile(join(folder, "package.json"), '{ "private": true }');
  const install = ["install", "--install-links", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { code, output } = await run("npm", [...install, built, `@pulumi/pulumi@${oldest}`], { cwd: folder });
  if (code !== 0) throw new Error(output);
  return folder;
}

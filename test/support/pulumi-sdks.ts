import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "./stack";

const repository = resolve(__dirname, "../..");

/** Pulumi's SDK as a program may have it: each with the folder `node_modules` that has it, or that of this repository. */
export const pulumiSdks: [which: string, packages: () => Promise<string | undefined>][] = [
  ["of this repository", async () => undefined],
  ["that is the oldest of those that the package takes", withOldestSdk],
];

/** Installs the package as a user would, beside the oldest SDK of its range. */
async function withOldestSdk(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-oldest-"));
  const built = join(folder, "package");
  await mkdir(built);
  for (const part of ["package.json", "dist"])
    await cp(join(repository, "sdk", part), join(built, part), { recursive: true });
  const { peerDependencies } = JSON.parse(await readFile(join(built, "package.json"), "utf8"));
  const oldest = peerDependencies["@pulumi/pulumi"].replace("^", "");
  await writeFile(join(folder, "package.json"), '{ "private": true }');
  const install = ["install", "--install-links", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { code, output } = await run("npm", [...install, built, `@pulumi/pulumi@${oldest}`], { cwd: folder });
  if (code !== 0) throw new Error(output);
  return join(folder, "node_modules");
}

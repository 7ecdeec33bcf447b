import { mkdir } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { create } from "tar";
import { installAndBuild } from "./lib/package.mjs";
import { plugin, pluginBill, pluginCommand, pluginVersion } from "./lib/plugin.mjs";
import { runMain } from "./lib/problem.mjs";
import { say } from "./lib/progress.mjs";
import { repository } from "./lib/repository.mjs";

/** The machines that Pulumi downloads a provider for, as it names them in the archive's name. */
const machines = ["darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64", "windows-amd64", "windows-arm64"];

const archived = [plugin, pluginCommand, pluginBill].map((file) => basename(file));

/** `npm run plugin:archive`: the provider as release pages have it, with the same files for every machine. */
await runMain(async () => {
  await installAndBuild();
  const folder = join(repository, "sdk/plugin/archives");
  await mkdir(folder, { recursive: true });
  const version = await pluginVersion();
  for (const machine of machines) {
    const file = join(folder, `pulumi-resource-syntask-v${version}-${machine}.tar.gz`);
    const cwd = dirname(plugin);
    await create({ file, cwd, gzip: true, portable: true, mtime: new Date(0) }, archived);
    say(relative(repository, file));
  }
});

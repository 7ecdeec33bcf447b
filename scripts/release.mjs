import { mkdir, readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { withServer } from "./lib/connection.mjs";
import { checkInstall, installs } from "./lib/installs.mjs";
import { installAndBuild } from "./lib/package.mjs";
import { Problem, runMain } from "./lib/problem.mjs";
import { say } from "./lib/progress.mjs";
import { inTemporaryFolder, makeReleaseFiles } from "./lib/release-files.mjs";
import { repository } from "./lib/repository.mjs";

const usage = `npm run release                        makes what is published in release, and installs it in every way
npm run release -- <empty folder>      the same in a folder of yours
npm run release -- --install <name>    installs it in one way alone: ${installs.map(({ name }) => name).join(", ")}`;

const ownFolder = join(repository, "release");

await runMain(async () => {
  const { folder, chosen } = readArguments(process.argv.slice(2));
  await prepareFolder(folder);
  await installAndBuild();
  const tarball = await makeReleaseFiles(folder);
  await inTemporaryFolder((temporary) =>
    withServer(temporary, async ({ environment }) => {
      for (const install of chosen) {
        await checkInstall(install, { tarball, folder: join(temporary, install.name), environment });
      }
    }),
  );
  say(`${folder} has what is published, installed in ${chosen.length} of ${installs.length} ways`);
});

function readArguments(given) {
  let folder = ownFolder;
  const names = [];
  const queue = [...given];
  while (queue.length > 0) {
    const argument = queue.shift();
    if (argument === "--install") names.push(queue.shift());
    else if (argument.startsWith("-")) throw new Problem(usage);
    else folder = resolve(argument);
  }
  const chosen = installs.filter(({ name }) => names.length === 0 || names.includes(name));
  if (names.length > chosen.length) throw new Problem(usage);
  return { folder, chosen };
}

/** What this script made before is made anew; a folder of somebody else has to be empty. */
async function prepareFolder(folder) {
  if (folder === ownFolder) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) throw new Problem(`${folder} is not empty.\n\n${usage}`);
}

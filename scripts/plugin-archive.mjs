import { join, relative } from "node:path";
import { installAndBuild } from "./lib/package.mjs";
import { writePluginArchives } from "./lib/plugin-archives.mjs";
import { runMain } from "./lib/problem.mjs";
import { say } from "./lib/progress.mjs";
import { repository } from "./lib/repository.mjs";

/** `npm run plugin:archive`: the provider as release pages have it. */
await runMain(async () => {
  await installAndBuild();
  const archives = await writePluginArchives(join(repository, "sdk/plugin/archives"));
  for (const archive of archives) say(relative(repository, archive));
});

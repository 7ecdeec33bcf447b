import { existsSync } from "node:fs";
import { join } from "node:path";
import { runMain } from "./lib/problem.mjs";
import { run } from "./lib/processes.mjs";
import { repository } from "./lib/repository.mjs";

/** What Pulumi runs in its clone of this repository: the provider alone is built, with what that needs and no tool of tests. */
await runMain(async () => {
  if (!existsSync(join(repository, "node_modules/esbuild"))) {
    await run("npm", ["ci", "--omit=dev", "--ignore-scripts"], { cwd: repository });
  }
  // It imports what has just been installed.
  const { bundlePlugin } = await import("./lib/plugin-bundle.mjs");
  await bundlePlugin(join(repository, "plugin"));
});

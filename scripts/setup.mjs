import { installAndBuild } from "./lib/package.mjs";
import { runMain } from "./lib/problem.mjs";
import { say } from "./lib/progress.mjs";
import { findOrInstallPulumi } from "./lib/pulumi.mjs";
import { findOrMakePython } from "./lib/python.mjs";

/** Makes sure that the tools of the quickstart and of the tests are there, and says where. */
await runMain(async () => {
  await installAndBuild();
  say(`Prefect is in ${await findOrMakePython()}`);
  say(`Pulumi is in ${await findOrInstallPulumi()}`);
});

import { runMain } from "./lib/problem.mjs";
import { say } from "./lib/progress.mjs";
import { findOrBuildPulumi } from "./lib/pulumi.mjs";
import { findOrMakePython } from "./lib/python.mjs";

/** Makes sure that the tools of the quickstart and of the tests are there, and says where. */
await runMain(async () => {
  say(`Prefect is in ${await findOrMakePython()}`);
  say(`Pulumi is in ${await findOrBuildPulumi()}`);
});

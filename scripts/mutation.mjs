import { installAndBuild } from "./lib/package.mjs";
import { runMain } from "./lib/problem.mjs";
import { run } from "./lib/processes.mjs";
import { repository } from "./lib/repository.mjs";
import { findOrInstallTestTools } from "./lib/test-tools.mjs";

/**
 * `npm run test:mutation [-- --seed N --count N --folder PATH --changed REVISION --unit]`: installs what the tests need,
 * and runs scripts/mutation/main.mjs with the Node.js of the tests.
 */
await runMain(async () => {
  await installAndBuild();
  const given = process.argv.slice(2);
  const environment = { ...process.env, ...(!given.includes("--unit") && (await findOrInstallTestTools())) };
  const main = ["scripts/mutation/main.mjs", ...given];
  const { code } = await run("node", main, { cwd: repository, environment, show: true, mayFail: true });
  return code;
});

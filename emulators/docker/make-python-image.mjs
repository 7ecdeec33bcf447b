import { runMain } from "../../scripts/lib/problem.mjs";
import { makePythonImage } from "./python-image.mjs";

/** `node make-python-image.mjs <name> <folder of an environment's commands> [--with-git]` */
await runMain(async () => {
  const [name, environment, option] = process.argv.slice(2);
  await makePythonImage(name, environment, process.env, { withGit: option === "--with-git" });
  return 0;
});

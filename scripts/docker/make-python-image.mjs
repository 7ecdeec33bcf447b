import { runMain } from "../lib/problem.mjs";
import { makePythonImage } from "./python-image.mjs";

/** `node make-python-image.mjs <name> <folder of an environment's commands>` */
await runMain(async () => {
  const [name, environment] = process.argv.slice(2);
  await makePythonImage(name, environment);
  return 0;
});

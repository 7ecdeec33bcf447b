import { resolve } from "node:path";
import { Problem, runMain } from "./lib/problem.mjs";
import { preparations } from "./lib/programs.mjs";

/** Makes a program in Python or Go ready to run, with an SDK of this clone. */
await runMain(async () => {
  const [language, folder] = process.argv.slice(2);
  const prepare = preparations[language];
  if (!prepare || !folder) throw new Problem("node scripts/prepare-program.mjs python|go <folder of the program>");
  await prepare(resolve(folder));
});

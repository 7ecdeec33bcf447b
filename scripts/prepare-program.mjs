import { resolve } from "node:path";
import { Problem, runMain } from "./lib/problem.mjs";
import { preparations } from "./lib/programs.mjs";

/** Makes a program in YAML, Python or Go ready to run with the provider of this clone. */
await runMain(async () => {
  const [language, folder] = process.argv.slice(2);
  const prepare = preparations[language];
  if (!prepare || !folder) {
    const usage = `node scripts/prepare-program.mjs ${Object.keys(preparations).join("|")} <folder of the program>`;
    throw new Problem(usage);
  }
  await prepare(resolve(folder), process.env);
});

import { resolve } from "node:path";
import { installAndBuild } from "./lib/package.mjs";
import { Problem, runMain } from "./lib/problem.mjs";
import { say } from "./lib/progress.mjs";
import { generateSdk, languages } from "./lib/sdks.mjs";

/** `npm run sdk -- <language> <folder>`: the SDK of a language, generated into a sub folder. */
await runMain(async () => {
  const [language, folder] = process.argv.slice(2);
  if (!languages.includes(language) || !folder) {
    throw new Problem(`npm run sdk -- ${languages.join("|")} <folder>`);
  }
  await installAndBuild();
  say(`The SDK is in ${await generateSdk(language, resolve(folder))}`);
});

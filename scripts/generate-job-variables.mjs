import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { jobVariablesModule } from "./lib/job-variables.mjs";
import { runMain } from "./lib/problem.mjs";
import { repository } from "./lib/repository.mjs";

const target = join(repository, "sdk/src/resources/job-variables/by-type.ts");

/**
 * `node scripts/generate-job-variables.mjs [--check]`, with `SYNTASK_API_URL` at a server: writes down the variables of
 * the job templates that the server has, or says in which lines they differ from those that are written down.
 */
await runMain(async () => {
  const api = process.env.SYNTASK_API_URL;
  if (!api) throw new Error("SYNTASK_API_URL is not set: name a server whose job templates are to be written down");
  const response = await fetch(`${api}/collections/views/aggregate-worker-metadata`);
  if (!response.ok) throw new Error(`the worker metadata answered ${response.status}`);
  const text = formatted(jobVariablesModule(await response.json()));
  if (process.argv.includes("--check")) return check(text);
  await writeFile(target, text);
  console.log(`written to ${target}`);
  return 0;
});

function formatted(text) {
  const biome = join(repository, "node_modules/.bin/biome");
  const { status, stdout, stderr } = spawnSync(biome, ["format", `--stdin-file-path=${target}`], {
    cwd: repository,
    input: text,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the text cannot be formatted: ${stderr}`);
  return stdout;
}

async function check(text) {
  const written = (await readFile(target, "utf8")).split("\n");
  const there = text.split("\n");
  const gone = written.filter((line) => !there.includes(line)).map((line) => `- ${line.trim()}`);
  const added = there.filter((line) => !written.includes(line)).map((line) => `+ ${line.trim()}`);
  if (written.join() === there.join()) return 0;
  console.log(`The server's job templates are not those in ${target}: run this script without --check.`);
  console.log([...gone, ...added].join("\n"));
  return 1;
}

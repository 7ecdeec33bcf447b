import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import semver from "semver";
import { jobVariablesModule } from "./lib/job-variables.mjs";
import { runMain } from "./lib/problem.mjs";
import { serverSeries, serverVersion } from "./lib/python.mjs";
import { repository } from "./lib/repository.mjs";
import { startServer, versionOf } from "./lib/server.mjs";

const target = join(repository, "sdk/src/resources/job-variables/by-type.ts");

/**
 * `node scripts/generate-job-variables.mjs [--check]`: writes down the variables of the job templates that the oldest or the newest
 * server has, or says in which lines they differ from those that are written down. `SYNTASK_API_URL` may name one more server.
 */
await runMain(async () => {
  const given = process.env.SYNTASK_API_URL;
  const servers = given ? [await templatesAt(given)] : [];
  for (const series of [serverSeries[0], serverSeries.at(-1)]) {
    const version = await serverVersion(series);
    if (!servers.some((known) => known.version === version)) servers.push(await templatesOf(series));
  }
  const text = formatted(jobVariablesModule(servers.sort((one, other) => semver.compare(one.version, other.version))));
  if (process.argv.includes("--check")) return check(text);
  await writeFile(target, text);
  console.log(`written to ${target}`);
  return 0;
});

/** Those of a server that is started for it. */
async function templatesOf(series) {
  const home = await mkdtemp(join(tmpdir(), "pulumi-syntask-job-templates-"));
  const server = await startServer({ home, series });
  try {
    return await templatesAt(server.url);
  } finally {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function templatesAt(api) {
  const response = await fetch(`${api}/collections/views/aggregate-worker-metadata`);
  if (!response.ok) throw new Error(`the worker metadata answered ${response.status}`);
  return { version: await versionOf(api), metadata: await response.json() };
}

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
  console.log(`The servers' job templates are not those in ${target}: run this script without --check.`);
  console.log([...gone, ...added].join("\n"));
  return 1;
}

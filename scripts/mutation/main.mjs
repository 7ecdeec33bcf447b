import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { Problem, runMain } from "../lib/problem.mjs";
import { run } from "../lib/processes.mjs";
import { say, step } from "../lib/progress.mjs";
import { repository } from "../lib/repository.mjs";
import { startServer } from "../lib/server.mjs";
import { countReached, drawMutants } from "./mutants.mjs";

// Stryker's mutators without its runner, which draws no sample and loads every test file that imports a mutant's file,
// however far away: minutes for each mutant of what all resources use.

/** What a program has made from what the server says; its own tests compare it with that. */
const generated = ["sdk/src/blocks/block-schemas.ts", "sdk/src/resources/job-variables/by-type.ts"];

const { values: given } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 100_000) },
    count: { type: "string", default: "100" },
    folder: { type: "string", default: "sdk/src" },
    changed: { type: "string" },
    unit: { type: "boolean", default: false },
  },
});

await runMain(async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), "pulumi-syntask-mutation-")));
  const server = given.unit ? undefined : await startServer({ home: join(root, "server") });
  const environment = { ...process.env, ...(server && { SYNTASK_TEST_API_URL: server.url }) };
  try {
    const folders = Array.from({ length: availableParallelism() }, (_, index) => join(root, String(index)));
    const sandboxes = await Promise.all(folders.map(makeSandbox));
    const mutants = await drawMutants(await sourceFiles(), given.seed, Number(given.count));
    say(`${mutants.length} mutants of ${given.folder}, seed ${given.seed}`);
    if (mutants.length === 0) return;
    const tests = await step("Noting which tests reach them", () => noteTests(sandboxes[0], mutants, environment));
    await step("Running the tests of each", () => judgeAll(sandboxes, mutants, tests, environment));
    report(mutants);
  } finally {
    await server?.stop();
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function git(...args) {
  const { stdout } = await run("git", args, { cwd: repository });
  return stdout.trim().split("\n");
}

/** Those that were changed since `--changed`, or all where git knows no such revision. */
async function sourceFiles() {
  const all = (await git("ls-files", given.folder)).filter((file) => file.endsWith(".ts") && !generated.includes(file));
  if (given.changed === undefined) return all;
  const changed = await git("diff", "--name-only", given.changed).catch(() => all);
  return all.filter((file) => changed.includes(file));
}

/** A copy of the repository's files whose sources can be changed. */
async function makeSandbox(folder) {
  const files = await git("ls-files", "--cached", "--others", "--exclude-standard");
  for (const file of files) await cp(file, join(folder, file));
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Runs all tests once. */
async function noteTests(sandbox, mutants, environment) {
  const { files, numberOf } = await countReached(mutants);
  for (const { name, content } of files) await writeFile(join(sandbox, name), content);
  const notes = join(sandbox, "reached");
  await mkdir(notes);
  const args = [
    "--setupFilesAfterEnv",
    join(sandbox, "scripts/mutation/note-reached.cjs"),
    "--json",
    `--outputFile=${notes}.json`,
  ];
  const { output } = await jest(sandbox, args, { ...environment, PULUMI_SYNTASK_MUTATION_REACHED: notes });
  for (const { name } of files) await cp(name, join(sandbox, name));
  for (const mutant of mutants) mutant.number = numberOf(mutant);
  const report = await readFile(`${notes}.json`, "utf8").catch(() => {
    throw new Problem(output);
  });
  const { testResults } = JSON.parse(report);
  const reached = (await readdir(notes)).map(async (file) => JSON.parse(await readFile(join(notes, file), "utf8")));
  const reachedBy = new Map((await Promise.all(reached)).map((note) => [note.testPath, note.reached]));
  return testResults.flatMap(({ name, status, message, startTime, endTime }) => {
    const path = relative(sandbox, name);
    if (status === "passed") return [{ path, reached: reachedBy.get(name) ?? [], milliseconds: endTime - startTime }];
    say(
      `${path} is left out, as it fails when the sources count: ${message.trim().split("\n").slice(0, 8).join("\n")}`,
    );
    return [];
  });
}

function judgeAll(sandboxes, mutants, tests, environment) {
  const queue = [...mutants];
  return Promise.all(
    sandboxes.map(async (sandbox) => {
      for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
        mutant.verdict = await judge(sandbox, mutant, tests, environment);
        if (mutant.verdict !== "killed") say(`${mutant.verdict}: ${shown(mutant)}`);
      }
    }),
  );
}

/** Runs the tests that reach a mutant until one fails, those that are near it first, then the fastest. */
async function judge(sandbox, { fileName, mutated, number }, tests, environment) {
  const stem = basename(fileName, ".ts");
  const folder = dirname(fileName).replace("sdk/src", "test");
  const distance = ({ path }) => (basename(path).startsWith(`${stem}.`) ? 0 : dirname(path) === folder ? 1 : 2);
  const near = tests
    .filter(({ reached }) => reached.includes(number))
    .sort((a, b) => distance(a) - distance(b) || a.milliseconds - b.milliseconds);
  if (near.length === 0) return "not reached";
  const paths = near.map(({ path }) => join(sandbox, path));
  const timeoutSeconds = 60 + (5 * near.reduce((sum, { milliseconds }) => sum + milliseconds, 0)) / 1000;
  await writeFile(join(sandbox, fileName), mutated);
  const sequencer = join(sandbox, "scripts/mutation/given-order.cjs");
  const args = ["--bail", "--runInBand", "--testSequencer", sequencer, "--runTestsByPath", ...paths];
  const order = { PULUMI_SYNTASK_MUTATION_ORDER: paths.join("\n") };
  const { code, wasKilled } = await jest(sandbox, args, { ...environment, ...order }, timeoutSeconds);
  await cp(fileName, join(sandbox, fileName));
  if (wasKilled) return "timed out";
  return code === 0 ? "survived" : "killed";
}

function jest(sandbox, args, environment, timeoutSeconds) {
  const binary = join(repository, "node_modules/jest/bin/jest.js");
  const projects = ["--selectProjects", "unit", ...(given.unit ? [] : ["server"])];
  const options = { cwd: sandbox, environment, timeoutSeconds, mayFail: true };
  return run("node", [binary, "--silent", ...projects, ...args], options);
}

function shown({ place, original, replacement }) {
  return [place, original, "→", replacement].join(" ").replaceAll(/\s+/g, " ").slice(0, 240);
}

function report(mutants) {
  const folders = Object.groupBy(mutants, ({ fileName }) => dirname(fileName));
  for (const [name, some] of [...Object.entries(folders).sort(), ["all", mutants]]) {
    const killed = some.filter(({ verdict }) => verdict === "killed" || verdict === "timed out").length;
    console.log(`${name}: ${killed} of ${some.length} killed (${Math.round((100 * killed) / some.length)} %)`);
  }
}

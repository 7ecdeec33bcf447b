import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emulators } from "../emulators/clouds.mjs";
import { cacheFolder } from "./lib/cache.mjs";
import { installAndBuild } from "./lib/package.mjs";
import { Problem, runMain } from "./lib/problem.mjs";
import { say } from "./lib/progress.mjs";
import { repository } from "./lib/repository.mjs";

/** `npm run emulator -- s3|azure|gcs`: a cloud on this machine for a stack of one's own, until Ctrl-C. */
await runMain(async () => {
  const [name, ...rest] = process.argv.slice(2);
  const emulated = Object.hasOwn(emulators, name ?? "") && rest.length === 0 ? emulators[name] : undefined;
  if (!emulated) throw new Problem(`npm run emulator -- ${Object.keys(emulators).join("|")}`);
  await installAndBuild();
  const { title, plugin, worker, startEmulator } = emulated;
  const emulator = await startEmulator();
  try {
    const lines = linesFor(emulator, plugin, await writeDouble(plugin), worker);
    say(`The emulator of ${title} is on until Ctrl-C, and keeps nothing: run \`pulumi destroy\` before.`);
    console.log(`\n${lines.join("\n")}\n`);
    await new Promise(() => {});
  } finally {
    await emulator.stop();
  }
});

/** The program in the place of the cloud's provider, as the emulator has less than the cloud. */
async function writeDouble(plugin) {
  const file = join(cacheFolder, "doubles", `pulumi-resource-${plugin}`);
  await mkdir(join(cacheFolder, "doubles"), { recursive: true });
  await writeFile(file, `#!/bin/sh\nexec node "${join(repository, `emulators/providers/${plugin}.js`)}" "$@"\n`);
  await chmod(file, 0o755);
  return file;
}

function linesFor({ config, secretConfig = {}, environment, workerEnvironment, storageArgs }, plugin, double, worker) {
  const version = `v$(node -p "require('@pulumi/${plugin}/package.json').version")`;
  return [
    "# In the folder of your Pulumi program, after `npm install`: a stack of its own, and a PULUMI_HOME of its own, as a",
    "# small provider takes the place of the cloud's.",
    'export PULUMI_HOME="$PWD/.pulumi-emulator"',
    "pulumi stack select --create emulator",
    ...exports(environment),
    `pulumi plugin install resource ${plugin} ${version} --file ${quoted(double)}`,
    ...Object.entries(config).map(([key, value]) => `pulumi config set ${key} ${quoted(value)}`),
    ...Object.entries(secretConfig).map(([key, value]) => `pulumi config set --secret ${key} ${quoted(value)}`),
    ...(storageArgs ? ["", "# In the program, to the storage:", ...storageArgs.map((line) => `#   ${line}`)] : []),
    "",
    `# In the shell of the worker alone, whose environment needs prefect-${worker.replace("-worker", "")}:`,
    ...(workerEnvironment ? exports(workerEnvironment) : ["nothing"]).map((line) => `#   ${line}`),
  ];
}

function exports(environment = {}) {
  return Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`);
}

function quoted(text) {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

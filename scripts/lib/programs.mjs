import { cp, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { installPlugin, plugin, schemaFile } from "./plugin.mjs";
import { run } from "./processes.mjs";
import { addYaml, findOrInstallPulumi } from "./pulumi.mjs";
import { findOrMakeEnvironment } from "./python.mjs";
import { scripts } from "./repository.mjs";
import { generateSdk } from "./sdks.mjs";

const goSdk = "github.com/pulumi/pulumi/sdk/v3";

/** pip takes what is there, and builds an SDK with it. */
const withoutNetwork = { PIP_NO_INDEX: "1", PIP_NO_BUILD_ISOLATION: "0" };

/**
 * What makes a program ready to run, by its language and without network: for the folder of the program, in an
 * environment whose PATH has `pulumi`. `venv` leaves the provider to the caller.
 *
 * @type {Record<string, (folder: string, environment: NodeJS.ProcessEnv) => Promise<void>>}
 */
export const preparations = {
  go: prepareGo,
  python: preparePython,
  venv: prepareVirtualEnvironment,
  yaml: prepareYaml,
};

/** The plugin is installed: a program in YAML needs nothing else. */
async function prepareYaml(_folder, environment) {
  await addYaml(await findOrInstallPulumi());
  await installPlugin(environment);
}

/** As users do it, but in a virtual environment `venv` that has the packages of all Python programs. */
async function preparePython(folder, environment) {
  await prepareVirtualEnvironment(folder);
  await installPlugin(environment);
  await run("pulumi", ["package", "add", plugin], { cwd: folder, environment: { ...environment, ...withoutNetwork } });
}

/** The virtual environment `venv` of a Python program, with what all of them need. */
async function prepareVirtualEnvironment(folder) {
  const common = join(await findOrMakeEnvironment("python-programs"), "python");
  await run(common, ["-m", "venv", "--without-pip", join(folder, "venv")]);
  const own = await sitePackages(join(folder, "venv/bin/python"));
  await writeFile(join(own, "common.pth"), `${await sitePackages(common)}\n`);
}

async function sitePackages(python) {
  const { stdout } = await run(python, ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]);
  return stdout.trim();
}

/** An SDK in `sdks`, and a go.mod that has it beside what all Go programs import. */
async function prepareGo(folder, environment) {
  await installPlugin(environment);
  const sdk = await generateSdk("go", join(folder, "sdks"));
  const { language } = JSON.parse(await readFile(schemaFile, "utf8"));
  const module = dirname(language.go.importBasePath);
  const common = join(scripts, "go-programs");
  for (const name of ["go.mod", "go.sum"]) await cp(join(common, name), join(folder, name));
  // What `gen-sdk` writes is no module yet.
  const { Require } = JSON.parse((await run("go", ["mod", "edit", "-json"], { cwd: common })).stdout);
  const { Path, Version } = Require.find((required) => required.Path === goSdk);
  await writeFile(join(sdk, "go.mod"), `module ${module}\n\ngo 1.25\n\nrequire ${Path} ${Version}\n`);
  const edits = [`-require=${module}@v0.0.0`, `-replace=${module}=./sdks/go`];
  await run("go", ["mod", "edit", ...edits], { cwd: folder });
}

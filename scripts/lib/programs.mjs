import { cp, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { schemaFile } from "./plugin.mjs";
import { run } from "./processes.mjs";
import { findOrMakeEnvironment } from "./python.mjs";
import { scripts } from "./repository.mjs";
import { generateSdk } from "./sdks.mjs";

const goSdk = "github.com/pulumi/pulumi/sdk/v3";

/** What makes a program of a language ready to run in its folder, without network. @type {Record<string, (folder: string) => Promise<void>>} */
export const preparations = { go: prepareGo, python: preparePython };

/** An SDK in `sdks`, and the virtual environment `venv` that has it beside what all Python programs need. */
async function preparePython(folder) {
  const sdk = await generateSdk("python", join(folder, "sdks"));
  const python = join(await findOrMakeEnvironment("python-programs"), "python");
  const environment = join(folder, "venv");
  await run(python, ["-m", "venv", "--without-pip", environment]);
  const own = join(environment, "bin/python");
  await writeFile(join(await sitePackages(own), "common.pth"), `${await sitePackages(python)}\n`);
  const offline = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"];
  await run(python, ["-m", "pip", "--python", own, "install", ...offline, sdk]);
}

async function sitePackages(python) {
  const { stdout } = await run(python, ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]);
  return stdout.trim();
}

/** An SDK in `sdks`, and a go.mod that has it beside the modules of the Pulumi CLI, which are there and compiled. */
async function prepareGo(folder) {
  const sdk = await generateSdk("go", join(folder, "sdks"));
  const { language } = JSON.parse(await readFile(schemaFile, "utf8"));
  const module = dirname(language.go.importBasePath);
  const tools = join(scripts, "pulumi-cli");
  await cp(join(tools, "go.sum"), join(folder, "go.sum"));
  const modules = (await readFile(join(tools, "go.mod"), "utf8")).replace(/^(module|tool) .*$/gm, "");
  await writeFile(join(folder, "go.mod"), `module program\n${modules}\nrequire ${module} v0.0.0\n`);
  const { Require } = JSON.parse((await run("go", ["mod", "edit", "-json"], { cwd: tools })).stdout);
  const { Version } = Require.find(({ Path }) => Path === goSdk);
  await writeFile(join(sdk, "go.mod"), `module ${module}\n\ngo 1.25\n\nrequire ${goSdk} ${Version}\n`);
  await run("go", ["mod", "edit", "-replace", `${module}=./sdks/go`], { cwd: folder });
}

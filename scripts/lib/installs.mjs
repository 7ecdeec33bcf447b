import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { cachedFolder } from "./cache.mjs";
import { findOrInstallNode, testedNodes } from "./node.mjs";
import { Problem } from "./problem.mjs";
import { run } from "./processes.mjs";
import { say, step } from "./progress.mjs";
import { findOrInstallPulumi } from "./pulumi.mjs";
import { repository } from "./repository.mjs";

/** The packages of npm that are the package managers. */
const managerPackages = ["npm@11.21.2", "pnpm@10.34.9", "@yarnpkg/cli-dist@4.18.1"];

/** How each of them installs what a package.json says, where there is no lock file yet. */
const installCommands = {
  npm: ["install", "--no-audit", "--no-fund"],
  pnpm: ["install", "--no-frozen-lockfile"],
  yarn: ["install", "--no-immutable"],
};

const sdks = ["oldest", "newest"];

/** Programs of one variable, which say with what they run, by the `type` of their package. */
const programs = {
  module: (name) => `import { version } from "@pulumi/pulumi/version.js";
import { Variable } from "pulumi-syntask";

new Variable("${name}", { value: { size: 1 } });
export const node = process.versions.node;
export const sdk = version;
`,
  commonjs: (name) => `const { version } = require("@pulumi/pulumi/version.js");
const { Variable } = require("pulumi-syntask");

new Variable("${name}", { value: { size: 1 } });
exports.node = process.versions.node;
exports.sdk = version;
`,
};

/**
 * Every way to install that a release is checked with.
 *
 * @typedef {{ name: string, manager: string, node: string, sdk: string }} Install
 * @type {Install[]}
 */
export const installs = Object.keys(installCommands).flatMap((manager) =>
  Object.keys(testedNodes).flatMap((node) =>
    sdks.map((sdk) => ({ name: `${manager}-${node}-${sdk}`, manager, node, sdk })),
  ),
);

/**
 * Installs a tarball in an empty project, and makes, compares and destroys a stack from an ES module and one from a CommonJS module.
 *
 * @param {Install} install
 * @param {object} options
 * @param {string} options.tarball
 * @param {string} options.folder For the project; made if it is not there.
 * @param {NodeJS.ProcessEnv} options.environment Leads to a server.
 */
export async function checkInstall({ name, manager, node, sdk }, { tarball, folder, environment }) {
  const range = await sdkRange();
  const version = sdk === "oldest" ? range.replace("^", "") : range;
  const settings = {
    ...environment,
    ...(await yarnSettings()),
    PATH: [
      await findOrInstallNode(node),
      await findOrInstallManagers(),
      await findOrInstallPulumi(),
      environment.PATH,
    ].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "check",
    PULUMI_SKIP_UPDATE_CHECK: "1",
  };
  await mkdir(join(folder, "state"), { recursive: true });
  const dependencies = { "@pulumi/pulumi": version, "pulumi-syntask": `file:${tarball}` };
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "empty", private: true, dependencies }));
  // A lock file of its own makes it a project, whatever lies in the folders above.
  if (manager === "yarn") await writeFile(join(folder, "yarn.lock"), "");
  await step(`${name}: installing`, () =>
    run(manager, installCommands[manager], { cwd: folder, environment: settings }),
  );
  for (const type of Object.keys(programs)) {
    const outputs = await step(`${name}: a ${type} program`, () => runProgram(type, { name, folder, settings }));
    const isOldest = `^${outputs.sdk}` === range;
    if (outputs.node !== testedNodes[node] || isOldest !== (sdk === "oldest")) {
      throw new Problem(`${name} was run with Node.js ${outputs.node} and @pulumi/pulumi ${outputs.sdk}`);
    }
    say(`${name}: ${type}, Node.js ${outputs.node}, @pulumi/pulumi ${outputs.sdk}: up, no change, destroy`);
  }
}

async function runProgram(type, { name, folder, settings }) {
  const program = join(folder, type);
  await mkdir(program);
  await writeFile(join(program, "Pulumi.yaml"), `name: ${type}\nruntime: nodejs\n`);
  await writeFile(join(program, "package.json"), JSON.stringify({ name: type, private: true, type, main: "index.js" }));
  await writeFile(join(program, "index.js"), programs[type](`check_${name}_${type}`.replaceAll("-", "_")));
  const pulumi = (...args) => run("pulumi", [...args, "--non-interactive"], { cwd: program, environment: settings });
  await pulumi("stack", "init", "check");
  await pulumi("up", "--yes", "--skip-preview");
  await pulumi("preview", "--expect-no-changes");
  const { stdout } = await pulumi("stack", "output", "--json");
  await pulumi("destroy", "--yes", "--skip-preview");
  return JSON.parse(stdout);
}

async function sdkRange() {
  return JSON.parse(await readFile(join(repository, "sdk/package.json"), "utf8")).peerDependencies["@pulumi/pulumi"];
}

async function findOrInstallManagers() {
  const folder = await cachedFolder(
    `package-managers-${managerPackages.join("-").replaceAll(/[@/]/g, "_")}`,
    (target) =>
      step("Installing the package managers (first time, some seconds)", () =>
        run("npm", ["install", "--prefix", target, "--no-save", ...managerPackages]),
      ),
  );
  return join(folder, "node_modules/.bin");
}

/** Yarn reads no `.npmrc`; Pulumi finds packages in `node_modules` alone. */
async function yarnSettings() {
  const registry = (await run("npm", ["config", "get", "registry"])).stdout.trim();
  return {
    YARN_NPM_REGISTRY_SERVER: registry,
    YARN_NODE_LINKER: "node-modules",
    YARN_ENABLE_TELEMETRY: "0",
  };
}

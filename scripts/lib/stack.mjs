import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { publishFlows } from "./flow-repository.mjs";
import { installPlugin } from "./plugin.mjs";
import { run } from "./processes.mjs";
import { findOrMakePython } from "./python.mjs";
import { repository } from "./repository.mjs";

const project = "quickstart";

/**
 * A stack of the root Pulumi.yaml on a file backend of its own: no login, no network, nothing in ~/.pulumi.
 *
 * @param {object} options
 * @param {string} options.folder Keeps its state and the passphrase of its secrets.
 * @param {string} [options.name]
 * @param {string} options.pulumi Folder that `findOrInstallPulumi` found.
 * @param {NodeJS.ProcessEnv} options.environment
 */
export async function openStack({ folder, name = "quickstart", pulumi, environment }) {
  const state = join(folder, "state");
  await mkdir(state, { recursive: true });
  const settings = {
    ...environment,
    PATH: [pulumi, environment.PATH].join(delimiter),
    PULUMI_HOME: join(folder, "pulumi"),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: await passphrase(join(folder, "passphrase")),
    PULUMI_SKIP_UPDATE_CHECK: "1",
  };
  await installPlugin(settings);
  const call = (args, options) => run("pulumi", args, { cwd: repository, environment: settings, ...options });
  const show = (command, ...args) => call([command, "--stack", name, ...args], { show: true });

  if (!existsSync(join(state, `.pulumi/stacks/${project}/${name}.json`))) {
    await rm(join(repository, `Pulumi.${name}.yaml`), { force: true }); // Belongs to a state that is gone.
    await call(["stack", "init", name, "--non-interactive"]);
  }
  return {
    /** @param {string[]} args */
    up: (...args) => show("up", "--yes", "--skip-preview", ...args),
    /** @param {string[]} args */
    preview: (...args) => show("preview", "--diff", ...args),
    outputs: async () => JSON.parse((await call(["stack", "output", "--json", "--stack", name])).stdout),
    /** Destroys what the stack made, and the stack. */
    async remove() {
      await show("destroy", "--yes", "--skip-preview");
      await call(["stack", "rm", name, "--yes", "--non-interactive"]);
    },
  };
}

/**
 * The arguments with which `up` and `preview` get the config that the program asks for.
 *
 * @param {string} folder Keeps the git repository of the flows.
 * @param {string} dialect
 */
export async function configurationOf(folder, dialect) {
  const url = await publishFlows(join(repository, "examples/quickstart/flows"), join(folder, "flows.git"));
  const python = dialect === "prefect" ? dirname(await findOrMakePython()) : undefined;
  return ["--config", `repository=${url}`, ...(python ? ["--config", `python=${python}`] : [])];
}

async function passphrase(file) {
  await writeFile(file, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" }).catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
  return readFile(file, "utf8");
}

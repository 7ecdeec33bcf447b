import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { run } from "../../scripts/lib/processes.mjs";
import { repository } from "../../scripts/lib/repository.mjs";

/**
 * A stack on a file backend in a folder of its own.
 *
 * @param {object} options
 * @param {string} options.pulumi Folder of the CLI.
 * @param {string} options.program CommonJS.
 * @param {Record<string, string>} [options.config] Not secret.
 * @param {Record<string, string>} [options.providers] Folders of providers that the program uses, by their names.
 * @param {NodeJS.ProcessEnv} [options.environment] More of it.
 */
export async function openPulumiStack({ pulumi, program, config = {}, providers = {}, environment: more = {} }) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-bench-stack-"));
  const cwd = join(folder, "program");
  const state = join(folder, "state");
  await mkdir(cwd);
  await mkdir(state);
  const plugins = Object.entries(providers).map(([name, path]) => ({ name, path }));
  await writeFile(
    join(cwd, "Pulumi.yaml"),
    `name: bench\nruntime: nodejs\n${plugins.length > 0 ? `plugins: ${JSON.stringify({ providers: plugins })}\n` : ""}`,
  );
  await writeFile(join(cwd, "package.json"), '{ "name": "bench", "main": "index.js" }\n');
  await writeFile(join(cwd, "index.js"), program);
  await symlink(join(repository, "node_modules"), join(cwd, "node_modules"));
  const environment = {
    ...process.env,
    PATH: [pulumi, process.env.PATH].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    ...more,
  };
  const call = (...args) => run("pulumi", [...args, "--non-interactive"], { cwd, environment });
  await call("stack", "init", "bench");
  const entries = Object.entries(config).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
  if (entries.length > 0) await call("config", "set-all", "--path", ...entries);
  return {
    cwd,
    environment,
    state: join(state, ".pulumi/stacks/bench/bench.json"),
    call,
    up: () => call("up", "--yes", "--skip-preview"),
    remove: () => rm(folder, { recursive: true }),
  };
}

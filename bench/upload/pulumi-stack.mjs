import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { run } from "../../scripts/lib/processes.mjs";
import { repository } from "../../scripts/lib/repository.mjs";

/**
 * A stack on a file backend in a folder of its own, whose AWS is an emulator.
 *
 * @param {object} options
 * @param {string} options.pulumi Folder of the CLI.
 * @param {string} options.endpoint Of S3.
 * @param {string} options.program CommonJS.
 */
export async function openPulumiStack({ pulumi, endpoint, program }) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-bench-stack-"));
  await mkdir(join(folder, "state"));
  await writeFile(join(folder, "Pulumi.yaml"), "name: bench\nruntime: nodejs\n");
  await writeFile(join(folder, "package.json"), '{ "name": "bench", "main": "index.js" }\n');
  await writeFile(join(folder, "index.js"), program);
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  const environment = {
    ...process.env,
    PATH: [pulumi, process.env.PATH].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_SKIP_UPDATE_CHECK: "1",
  };
  const call = (...args) => run("pulumi", [...args, "--non-interactive"], { cwd: folder, environment });

  await call("stack", "init", "bench");
  const config = { "aws:region": "us-east-1", "aws:accessKey": "root", "aws:s3UsePathStyle": "true" };
  for (const [key, value] of Object.entries(config)) await call("config", "set", key, value);
  await call("config", "set", "--path", "aws:endpoints[0].s3", endpoint);
  // The emulator takes any key, so this one is no secret.
  await call("config", "set", "--plaintext", "aws:secretKey", "root");
  return {
    call,
    up: () => call("up", "--yes", "--skip-preview"),
    remove: () => rm(folder, { recursive: true }),
  };
}

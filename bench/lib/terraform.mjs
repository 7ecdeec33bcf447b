import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { measured } from "./measure.mjs";

/** Without it a provider of Terraform says that it is none to be started by hand. */
export const startEnvironment = {
  TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
};

/** The options by which a bench is told of the peer. */
export const terraformOptions = { "terraform-provider": { type: "string" }, tofu: { type: "string" } };

/**
 * The peer's files, if they are given.
 *
 * @throws when one of the two is missing
 */
export function terraformIn({ "terraform-provider": provider, tofu }) {
  if ((provider === undefined) !== (tofu === undefined)) throw new Error("one file of the peer is missing");
  return provider && { provider: resolve(provider), tofu: resolve(tofu) };
}

/**
 * A program of OpenTofu or Terraform in a folder of its own, with the provider's file: no registry is asked.
 *
 * @param {{ provider: string, tofu: string }} files
 * @param {string} program
 */
export async function openTerraformProgram({ provider, tofu }, program) {
  const cwd = await mkdtemp(join(tmpdir(), "pulumi-syntask-bench-terraform-"));
  const settings = join(cwd, "cli.tfrc");
  const overrides = ["registry.terraform.io", "registry.opentofu.org"].map(
    (registry) => `"${registry}/prefecthq/prefect" = "${dirname(provider)}"`,
  );
  await writeFile(settings, `provider_installation {\n  dev_overrides {\n    ${overrides.join("\n    ")}\n  }\n}\n`);
  await writeFile(join(cwd, "main.tf"), program);
  const environment = { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_CLI_CONFIG_FILE: settings };
  return {
    state: join(cwd, "terraform.tfstate"),
    measured: (...args) => measured([tofu, ...args, "-no-color"], { cwd, environment }),
    remove: () => rm(cwd, { recursive: true }),
  };
}

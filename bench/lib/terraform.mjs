import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Without it a provider of Terraform says that it is none to be started by hand. */
export const startEnvironment = {
  TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
};

/** What makes OpenTofu and Terraform take the provider's file, and ask no registry. */
export async function terraformEnvironment(folder, provider) {
  const settings = join(folder, "cli.tfrc");
  const overrides = ["registry.terraform.io", "registry.opentofu.org"].map(
    (registry) => `"${registry}/prefecthq/prefect" = "${dirname(provider)}"`,
  );
  await writeFile(settings, `provider_installation {\n  dev_overrides {\n    ${overrides.join("\n    ")}\n  }\n}\n`);
  return { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_CLI_CONFIG_FILE: settings };
}

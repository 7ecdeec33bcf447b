import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Stack } from "../../test/support/stack";

/**
 * Puts a double in the place of a cloud's plugin, in the version that its npm package asks for.
 *
 * @param name of the plugin, which is that of its file here and of its package
 */
export async function installDouble(stack: Pick<Stack, "expect">, name: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-double-"));
  const executable = join(folder, `pulumi-resource-${name}`);
  const program = join(__dirname, `${name}.js`);
  await writeFile(executable, `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, { mode: 0o755 });
  await stack.expect("plugin", "install", "resource", name, await versionOf(name), "--file", executable);
  await rm(folder, { recursive: true });
}

async function versionOf(name: string): Promise<string> {
  const file = join(dirname(require.resolve(`@pulumi/${name}`)), "package.json");
  return `v${JSON.parse(await readFile(file, "utf8")).version}`;
}

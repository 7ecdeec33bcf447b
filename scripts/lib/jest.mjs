import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./processes.mjs";
import { repository } from "./repository.mjs";

/**
 * Runs jest. A test file that could not be run at all counts as one failed test.
 *
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function jest(args, environment) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-test-"));
  try {
    const report = join(folder, "report.json");
    const binary = join(repository, "node_modules/.bin/jest");
    const { code } = await run(binary, [...args, "--json", `--outputFile=${report}`], {
      cwd: repository,
      // Node.js compiles what each program of a stack loads once, which is a third of its start.
      environment: { NODE_COMPILE_CACHE: join(folder, "compiled"), ...environment },
      show: true,
      mayFail: true,
    });
    const result = await readFile(report, "utf8").then(JSON.parse, () => undefined);
    const passed = result?.numPassedTests ?? 0;
    const failed = (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0);
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

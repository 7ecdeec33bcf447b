import { Problem } from "./problem.mjs";
import { run } from "./processes.mjs";
import { scripts } from "./repository.mjs";

const oldestGo = { major: 1, minor: 25 };

/**
 * Builds a command from a folder whose go.mod and go.sum name every module of it.
 *
 * @param {string} source Folder of go.mod.
 * @param {string} command Package of the command.
 * @param {string} target Path of the executable.
 * @param {string} [linkerFlags] More flags of the linker.
 */
export async function buildGo(source, command, target, linkerFlags = "") {
  const flags = ["-buildvcs=false", "-ldflags", `-s -w ${linkerFlags}`.trim()];
  await run("go", ["build", ...flags, "-o", target, command], { cwd: source, environment: goEnvironment() });
}

/**
 * The folder of a module that a build has downloaded.
 *
 * @param {string} source Folder of the go.mod that names it.
 * @param {string} module
 */
export async function moduleFolder(source, module) {
  const args = ["list", "-m", "-f", "{{.Dir}}", module];
  return (await run("go", args, { cwd: source, environment: goEnvironment() })).stdout.trim();
}

/** The committed go.mod alone decides what is built. */
function goEnvironment() {
  return { ...process.env, GOWORK: "off", GOFLAGS: "-mod=readonly" };
}

/**
 * @param {string} what What is built, as the beginning of a sentence.
 * @param {string} otherwise What may be installed instead of Go, as a sentence's beginning: "Install X, or".
 */
export async function requireGo(what, otherwise = "Install") {
  const found = await run("go", ["env", "GOVERSION"], { cwd: scripts }).catch(() => undefined);
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(found?.stdout ?? "") ?? [];
  if (Number(major) === oldestGo.major && Number(minor) >= oldestGo.minor) return;
  throw new Problem(
    `${found ? `Go ${major}.${minor} is too old` : `${what} is missing, and so is Go to build it`}. ` +
      `${otherwise} Go 1.25 or later: https://go.dev/doc/install.`,
  );
}

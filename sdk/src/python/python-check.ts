import { spawnSync } from "node:child_process";

/** Parses a file, and runs nothing of it. Old warnings about its texts are none of ours. */
const script = `
import ast, sys, warnings
warnings.simplefilter("ignore")
try:
    with open(sys.argv[1], "rb") as file:
        ast.parse(file.read())
except (SyntaxError, ValueError) as error:
    version = "%d.%d" % sys.version_info[:2]
    print(getattr(error, "lineno", None) or 1, "%s (Python %s)" % (getattr(error, "msg", error), version))
`;

/**
 * Asks a Python of this machine whether it reads a file.
 *
 * @param name how the file is called in errors
 * @returns whether there was a Python to ask
 * @throws with the line where it does not
 */
export function isPython(path: string, name: string): boolean {
  for (const command of ["python3", "python"]) {
    const { status, stdout } = spawnSync(command, ["-I", "-c", script, path], { encoding: "utf8", env: process.env });
    if (status !== 0) continue;
    const [, line, reason] = /^(\d+) (.*)/.exec(stdout) ?? [];
    if (line !== undefined) throw new Error(`${name}:${line}: ${reason}`);
    return true;
  }
  return false;
}

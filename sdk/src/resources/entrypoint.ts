import type { CheckFailures } from "../engine/check-failures.js";

const file = /^[^:]+\.py:[A-Za-z_]\w*$/;
const moduleFunction = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/;

/** Source: `docs/server-rules.md`, "Entrypoints and pull steps". */
export function checkEntrypoint(entrypoint: string | undefined, hasPullSteps: boolean, failures: CheckFailures): void {
  if (entrypoint === undefined) return;
  if (file.test(entrypoint)) return;
  if (!moduleFunction.test(entrypoint) || entrypoint.endsWith(".py")) {
    failures.add("entrypoint", `"${entrypoint}" names no function; write path/to/file.py:function`);
  } else if (hasPullSteps) {
    failures.add(
      "entrypoint",
      `"${entrypoint}" is a module, for which a worker skips the pull steps; write path/to/file.py:function`,
    );
  }
}

/** The flow's name as the server's library makes it from the function's. */
export function flowNameOf(entrypoint: string): string {
  return entrypoint.split(/[:.]/).at(-1)!.replaceAll("_", "-");
}

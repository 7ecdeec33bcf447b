import { stat } from "node:fs/promises";
import { measured } from "../lib/measure.mjs";

/** The steps of a stack, whoever provides its resources. */
export function pulumiSteps(stack) {
  const step =
    (revision, ...args) =>
    () =>
      measured(["pulumi", ...args, "--non-interactive"], {
        cwd: stack.cwd,
        environment: { ...stack.environment, REVISION: revision },
      });
  return {
    create: step("1", "up", "--yes", "--skip-preview"),
    "nothing to change": step("1", "preview", "--expect-no-changes"),
    refresh: step("1", "refresh", "--yes", "--skip-preview", "--expect-no-changes"),
    "one of each changed": step("2", "up", "--yes", "--skip-preview"),
    "one deleted by hand": step("2", "up", "--yes", "--skip-preview", "--refresh"),
    destroy: step("2", "destroy", "--yes", "--skip-preview"),
    stateSize: async () => (await stat(stack.state)).size,
    remove: stack.remove,
  };
}

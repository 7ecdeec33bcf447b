import { isPlaceholder } from "../checks/references.js";
import type { CheckFailures } from "../engine/check-failures.js";
import type { Json } from "../engine/definition.js";
import { isMapping } from "../engine/json.js";
import type { PullStep } from "./flow-storage.js";
import { checkGitAddress, faultOfCommit } from "./git-address.js";

const dottedName = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/;
const blockPlaceholder = /{{\s*(syntask|prefect)\.blocks\.[^}]*}}/g;

/**
 * Reports steps that the server stores without complaint and on which a worker then fails.
 * Source: `docs/server-rules.md`, "Entrypoints and pull steps".
 */
export function checkPullSteps(
  property: string,
  steps: readonly PullStep[] | undefined,
  failures: CheckFailures,
): void {
  if (steps === undefined) return;
  if (!Array.isArray(steps)) return failures.add(property, "is not a list of steps");
  steps.forEach((step, index) => {
    checkStep(`${property}[${index}]`, step, failures);
  });
}

/** Reports a function with its arguments that no worker could call. */
export function checkStep(place: string, step: unknown, failures: CheckFailures): void {
  if (!isMapping(step)) return failures.add(place, 'is not a step; write { "package.function": { … } }');
  const names = Object.keys(step);
  const [name] = names;
  if (name === undefined || names.length > 1) {
    const found = names.length === 0 ? "no function" : `${names.length} functions (${names.join(", ")})`;
    return failures.add(place, `names ${found}; a step is one function with its arguments, so make a step of each`);
  }
  if (!dottedName.test(name))
    failures.add(place, `"${name}" is not the full name of a function, like package.module.function`);
  const args = step[name];
  if (!isMapping(args)) return failures.add(`${place}["${name}"]`, "is not an object of arguments");
  checkPlaceholders(`${place}.${name.split(".").at(-1)}`, args, failures);
  if (name.endsWith(".git_clone")) checkGitClone(`${place}.git_clone`, args, failures);
}

/** A worker refuses a block in the middle of a text. */
function checkPlaceholders(place: string, value: unknown, failures: CheckFailures): void {
  if (typeof value === "string") {
    const found = value.match(blockPlaceholder) ?? [];
    if (found.length > 0 && found[0] !== value.trim()) {
      failures.add(place, `has ${found[0]} inside other text; a block placeholder has to be the whole value`);
    }
  } else if (isMapping(value) || Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) checkPlaceholders(`${place}.${key}`, inner, failures);
  }
}

function checkGitClone(place: string, args: Record<string, Json>, failures: CheckFailures): void {
  const { repository, branch, commit_sha: commit, access_token: accessToken, credentials } = args;
  if (typeof repository !== "string") return failures.add(place, "has no `repository`");
  if (accessToken && credentials) failures.add(place, "has `access_token` and `credentials`; give one of them");
  if (branch && commit) failures.add(place, "has `branch` and `commit_sha`; give one of them");
  if (typeof commit === "string" && !isPlaceholder(commit)) {
    const fault = faultOfCommit(commit);
    if (fault) failures.add(`${place}.commit_sha`, fault);
  }
  checkGitAddress(
    place,
    { repository, branch: branch as string | undefined },
    Boolean(accessToken ?? credentials),
    failures,
  );
}

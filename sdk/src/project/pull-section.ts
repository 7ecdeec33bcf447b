import type { Placeholder } from "../checks/placeholders.js";
import type { Json } from "../engine/definition.js";
import { isMapping } from "../engine/json.js";
import type { PullStep } from "../storage/flow-storage.js";
import type { Mapping } from "./project-file.js";
import type { Step } from "./step-outputs.js";
import { replaced, valueAt } from "./templates.js";

const fetchers =
  /\.(git_clone|git_clone_project|set_working_directory|pull_from_remote_storage|pull_with_block|pull_from_s3|pull_project_from_s3|pull_from_gcs|pull_project_from_gcs|pull_from_azure_blob_storage)$/;

/** A pull section that is ready to be sent, and what was wrong with it. */
export interface PullSection {
  steps: PullStep[];
  warnings: string[];
  /** Placeholders that nothing fills, each with the index of its step. */
  unresolved: { index: number; placeholder: Placeholder }[];
}

/**
 * Fills in what the build and push steps return, as `deploy` does; all else is left to the worker. Mistakes of the guide's
 * recipes are mended. Source: `docs/server-rules.md`, "Entrypoints and pull steps".
 *
 * @param outputs of the build and push steps
 * @param makers the build and push steps
 * @param isLate whether a placeholder is filled in later, with what is not known yet
 * @param isStored whether a storage takes the place of the steps that fetch the code, so that they need not be right
 */
export function pullSection(
  section: readonly Json[],
  outputs: Mapping,
  makers: readonly Step[],
  isLate: (placeholder: Placeholder) => boolean,
  isStored: boolean,
): PullSection {
  const warnings: string[] = [];
  const unresolved: PullSection["unresolved"] = [];
  const earlier = new Set<string>();
  const steps = section.map((given, index) => {
    const isReplaced = isStored && isFetcher(given as PullStep);
    const step = isReplaced ? given : withMendedName(given, warnings);
    if (!isMapping(step)) return step as unknown as PullStep;
    const [functionName = ""] = Object.keys(step);
    const id = isMapping(step[functionName]) ? step[functionName].id : undefined;
    if (typeof id === "string" && isReplaced) earlier.add(id);
    if (isReplaced) return step as PullStep;
    const filled = replaced(step, (placeholder) => {
      if (placeholder.kind !== "output" || isLate(placeholder)) return undefined;
      const [head = "", ...rest] = placeholder.name.split(".");
      const value = valueAt(outputs, placeholder.name);
      if (value !== undefined) return value;
      if (head === id && rest.length > 0) {
        const instead = ofAnyStep(rest.join("."), outputs, makers);
        warnings.push(
          `step ${functionName} refers to its own output with ${placeholder.text}, which a worker does not know yet` +
            (instead === undefined ? "" : `; the push step's ${JSON.stringify(instead)} is taken`),
        );
        if (instead !== undefined) return instead;
      }
      if (rest.length > 0 && !earlier.has(head)) unresolved.push({ index, placeholder });
      return undefined;
    });
    if (typeof id === "string") earlier.add(id);
    return filled as PullStep;
  });
  return { steps, warnings, unresolved };
}

function ofAnyStep(field: string, outputs: Mapping, makers: readonly Step[]): Json | undefined {
  const found = makers.map(({ id }) => (id === undefined ? undefined : valueAt(outputs, `${id}.${field}`)));
  return found.find((value) => value !== undefined);
}

/** The guide writes `deployment` for the module `deployments` of Google Cloud. */
function withMendedName(step: Json, warnings: string[]): Json {
  if (!isMapping(step)) return step;
  return Object.fromEntries(
    Object.entries(step).map(([name, args]) => {
      const mended = name.replace(/^((?:syntask|prefect)_\w+)\.deployment\.steps\./, "$1.deployments.steps.");
      if (mended !== name) warnings.push(`no package has ${name}; ${mended} is taken`);
      return [mended, args];
    }),
  );
}

/** A pull section whose steps that fetch the code are replaced by a storage's. What installs packages or runs scripts stays. */
export function withStorage(section: readonly PullStep[], storage: readonly PullStep[]): PullStep[] {
  const first = section.findIndex(isFetcher);
  const fetcher = section[first];
  const id = fetcher && Object.values(fetcher)[0]?.id;
  const steps = id === undefined ? storage : withId(storage, id);
  if (first < 0) return [...storage, ...section];
  return section.flatMap((step, index) => (index === first ? steps : isFetcher(step) ? [] : [step]));
}

const isFetcher = (step: PullStep): boolean => isMapping(step) && fetchers.test(Object.keys(step)[0] ?? "");

/** Later steps refer to the code's folder by the id of the step that is replaced. */
function withId(steps: readonly PullStep[], id: Json): PullStep[] {
  return steps.map((step, index) => {
    const [entry] = Object.entries(step);
    if (index < steps.length - 1 || !entry) return step;
    return { [entry[0]]: { id, ...entry[1] } };
  });
}

import * as pulumi from "@pulumi/pulumi";
import { ownValue } from "../api/own-value.js";
import { targetOf, visitPlaceholders } from "../checks/placeholders.js";
import type { Json } from "../engine/definition.js";
import type { Mapping } from "./project-file.js";
import { replaced, valueAt } from "./templates.js";

/** What is not known while the file is read. */
export interface LateValues {
  variables: Record<string, Json>;
  outputs: Mapping;
}

export const lateValues = (
  variables: pulumi.Input<Record<string, pulumi.Input<Json>>>,
  outputs: Record<string, pulumi.Input<Json>> = {},
): pulumi.Output<LateValues> =>
  pulumi.all([pulumi.output(variables), pulumi.output(outputs)]).apply(([known, returned]) => ({
    variables: known as Record<string, Json>,
    outputs: returned as Mapping,
  }));

/** Fills in what was late in a deployment's entry. */
export const entryWithLateValues = (entry: Mapping, { variables, outputs }: LateValues): Mapping =>
  replaced(entry, (placeholder) => {
    if (placeholder.kind === "variable") return ownValue(variables, targetOf(placeholder));
    return placeholder.kind === "output" ? valueAt(outputs, placeholder.name) : undefined;
  }) as Mapping;

/** Fills in what was late in pull steps; variables are the worker's to read. */
export const stepsWithLateValues = <T extends Json>(steps: T, { outputs }: LateValues): T =>
  replaced(steps, ({ kind, name }) => (kind === "output" ? valueAt(outputs, name) : undefined)) as T;

/**
 * Job variables without those whose step output is not known and that have a value from elsewhere.
 *
 * @param elsewhere names of the job variables of a storage and of overrides
 * @throws on one that nothing gives
 */
export function resolvedJobVariables(jobVariables: Mapping, elsewhere: readonly string[]): Mapping {
  const isOpen = ([, value]: [string, Json]) => openPlaceholder(value) !== undefined;
  for (const [name, value] of Object.entries(jobVariables).filter(isOpen)) {
    if (elsewhere.includes(name)) continue;
    throw new Error(
      `job variable \`${name}\` is ${openPlaceholder(value)}, which neither \`storage\` nor \`stepOutputs\` gives`,
    );
  }
  return Object.fromEntries(Object.entries(jobVariables).filter((entry) => !isOpen(entry)));
}

function openPlaceholder(value: Json): string | undefined {
  let found: string | undefined;
  visitPlaceholders(value, (placeholder) => {
    if (placeholder.kind === "output") found = placeholder.text;
  });
  return found;
}

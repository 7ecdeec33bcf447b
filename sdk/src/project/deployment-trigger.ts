import type { Json } from "../engine/definition.js";
import { isMapping } from "../engine/json.js";
import type { AutomationTrigger } from "../resources/automation-trigger.js";
import type { Mapping } from "./project-file.js";
import { numberOf, secondsIn } from "./project-forms.js";
import { listOf } from "./project-keys.js";

/** An entry of a deployment's `triggers`, of which `deploy` makes an automation that runs the deployment. */
export interface DeploymentTrigger {
  name: string;
  description: string;
  enabled: boolean;
  trigger: AutomationTrigger;
  /** Of the flow run. */
  parameters?: Mapping;
  /** Of the flow run. */
  jobVariables?: Mapping;
  /** Of the flow run. */
  scheduleAfter?: number;
}

/** Seconds of a `Proactive` trigger that has no `within`. */
const proactiveSeconds = 10;

/** Reads the triggers of an entry whose placeholders are filled in. One without a name gets the one that `deploy` gives it. */
export const deploymentTriggers = ({ name: deployment, triggers }: Mapping): DeploymentTrigger[] =>
  listOf(triggers)
    .filter(isMapping)
    .map((spec, index) => {
      const { name, description, enabled, parameters, job_variables: jobVariables, schedule_after, ...trigger } = spec;
      return {
        name: String(name ?? `${deployment}__automation_${index + 1}`),
        description: String(description ?? ""),
        enabled: (enabled ?? true) as boolean,
        trigger: triggerOf(trigger),
        parameters: (parameters ?? undefined) as Mapping | undefined,
        jobVariables: (jobVariables ?? undefined) as Mapping | undefined,
        scheduleAfter: secondsIn(schedule_after) as number | undefined,
      };
    });

function triggerOf({ match_related: matchRelated, for_each: forEach, triggers, ...same }: Mapping): AutomationTrigger {
  const numbers = {
    threshold: numberIn(same.threshold),
    require: numberIn(same.require),
    within: secondsIn(same.within),
  };
  const related = Array.isArray(matchRelated) ? { matchRelatedAny: matchRelated } : { matchRelated };
  const { type = "event", ...rest } = present({ ...same, ...numbers, ...related, forEach });
  if (type !== "event") {
    return {
      type,
      ...rest,
      triggers: listOf(triggers).filter(isMapping).map(triggerOf),
    } as unknown as AutomationTrigger;
  }
  const { posture = "Reactive", within = posture === "Proactive" ? proactiveSeconds : undefined } = rest;
  return { type, ...rest, posture, ...present({ within }) } as unknown as AutomationTrigger;
}

/** A number that stands in quotes is one for `deploy`. */
const numberIn = (value: Json | undefined): Json | undefined => numberOf(value) ?? value;

const present = (mapping: Record<string, Json | undefined>): Mapping =>
  Object.fromEntries(Object.entries(mapping).filter((entry): entry is [string, Json] => entry[1] != null));

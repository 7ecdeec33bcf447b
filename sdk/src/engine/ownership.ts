import type { Definition, Observed } from "./definition.js";
import { plan } from "./plan.js";
import { reportedInputs } from "./properties.js";
import { containsUnknown } from "./unknown.js";
import { changeText } from "./value-text.js";

type Properties = Record<string, any>;

/** Where an object is: a server or a store. */
export interface Place {
  /** The time by its own clock; `undefined` when it has not told. */
  serverTime?(): Date | undefined;
}

/** What becomes of a resource that is to be made while an object of its natural key exists already. */
export type Verdict = { refusal: string } | { adopts: string; changed: string[]; olds: Properties };

/** A killed run leaves what it made without a state, and is run again soon. */
const secondsOfAKilledRun = 3600;

/** Whether something is new enough to have been left by a run that was killed. Both times are by the clock of where it is. */
export function recently(created: Date, now: Date): boolean {
  const seconds = Number(process.env.PULUMI_SYNTASK_TEST_RECENT_SECONDS ?? secondsOfAKilledRun);
  return now.getTime() - created.getTime() < seconds * 1000;
}

/**
 * Decides whether an object that exists may be taken over. It is ours when the stack's state has it, or when it equals
 * the inputs, or is an unfinished `create` of them, and is as new as what a killed run leaves. Any other is foreign, and
 * is taken over only with `adopt: true`.
 *
 * @param inputs those that are known
 * @param context `isInState`: whether the stack's state has an object of this natural key;
 *   `isUnknown`: whether an input is there but not known yet
 */
export function judge(
  definition: Definition,
  existing: Observed<any, object>,
  inputs: Properties,
  place: Place,
  { isInState, isUnknown }: { isInState: boolean; isUnknown(property: string): boolean },
): Verdict {
  const olds = reportedInputs(definition, existing.inputs, inputs);
  const planned = plan(definition, olds, inputs);
  const changed = planned.changed.filter((name) => !isUnknown(name));
  const unchangeable = planned.replaces.filter((name) => !isUnknown(name));
  const isOurs = isInState || (isRecent(existing, place) && isWhatWasBegun(definition, existing, inputs, changed));
  if (!isOurs && inputs.adopt !== true) {
    // There is one alone, whatever the inputs: that it equals them is not known before all of them are.
    const doubtful = definition.onlyId ? definition.properties.filter(isUnknown) : [];
    if (changed.length === 0 && doubtful.length === 0) return { refusal: refusalOfAnEqual };
    const difference =
      changed.length > 0
        ? `exists already and differs in ${quoted(changed)}`
        : `exists already and may differ in ${quoted(doubtful)}`;
    return { refusal: `${difference}; ${waysToAdopt(definition)}` };
  }
  if (unchangeable.length > 0) {
    return {
      refusal: `exists already with another ${quoted(unchangeable)}, which cannot be changed; write what the server has, delete it there or choose another name`,
    };
  }
  return { adopts: changeText(definition, olds, inputs, changed), changed, olds };
}

const waysToAdopt = ({ onlyId }: Definition): string =>
  `write \`adopt: true\` to take it over and change it, or ${onlyId ? "take this resource away, as a server has one alone" : "choose another name"}`;

const refusalOfAnEqual =
  "exists already and equals the program; if this resource was renamed or moved, write `aliases` with its old name or parent, " +
  "and if no other stack has the object, `adopt: true`";

const isWhatWasBegun = (
  definition: Definition,
  existing: Observed<any, object>,
  inputs: Properties,
  changed: readonly string[],
): boolean => changed.length === 0 || definition.isHalfMade?.(existing, inputs, changed) === true;

function isRecent({ created }: Observed<any, object>, place: Place): boolean {
  if (created === undefined) return false;
  return recently(new Date(created), place.serverTime?.() ?? new Date());
}

/**
 * What names the object among all that a workspace has, as one text; `undefined` while part of it is not known, and for
 * kinds of which several may have one name.
 */
export function identityOf(definition: Definition, inputs: Properties): string | undefined {
  if (definition.isEffect && !definition.identity) return undefined;
  const named = definition.onlyId
    ? [definition.onlyId]
    : definition.naturalKey.map((name) => inputs[name] ?? definition.defaults[name] ?? null);
  const identity = definition.identity ? definition.identity(inputs) : [definition.kind, ...named];
  if (identity.length < 2 || containsUnknown(identity)) return undefined;
  return placedIdentity(identity, inputs.connection);
}

/** An identity among the objects of all workspaces. */
export const placedIdentity = (identity: readonly unknown[], connection: string | undefined): string =>
  JSON.stringify([connection ?? null, ...identity]);

/** Whether a place may have several objects of one name. */
export const isNotUnique = (definition: Definition, inputs: Properties): boolean =>
  definition.identity?.(inputs).length === 0;

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

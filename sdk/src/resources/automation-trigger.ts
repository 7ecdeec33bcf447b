import type * as pulumi from "@pulumi/pulumi";
import type { DialectName } from "../api/dialect.js";
import type { Need } from "../api/server-version.js";
import { nearest } from "../checks/nearest.js";
import type { CheckFailures } from "../engine/check-failures.js";

/** Labels of a resource and what each has to be: a text or one of some; `*` at the end stands for anything, `!` for not. */
export type ResourceLabels = Record<string, pulumi.Input<string | string[]>>;

/** Event trigger: fires on events, or on their absence. */
export interface EventTrigger {
  /** Type of the trigger. */
  type: "event";
  /** `Reactive` fires when the events come, `Proactive` when they fail to come `within` the time. */
  posture: "Reactive" | "Proactive";
  /**
   * Names of the events, such as `syntask.flow-run.Failed`; `*` at the end stands for anything. What starts with
   * `syntask.`, here and below, starts with `prefect.` on a server of that dialect.
   * @default every event
   */
  expect?: pulumi.Input<string>[];
  /** Labels of the resource that the event is about. @default every resource */
  match?: ResourceLabels;
  /** Labels of a resource that the event is related to. @default every resource */
  matchRelated?: ResourceLabels;
  /**
   * Several of such labels, of which one has to match. Instead of `matchRelated`; needs a server of version 3.4.5 or later.
   * @default []
   */
  matchRelatedAny?: ResourceLabels[];
  /** Events after which the expected ones count. @default at any time */
  after?: pulumi.Input<string>[];
  /** Labels to group by: events are counted for each value apart, such as `syntask.resource.id`. @default all together */
  forEach?: pulumi.Input<string>[];
  /** Threshold: number of events, at least 1. @default 1 */
  threshold?: pulumi.Input<number>;
  /** Time window in seconds in which they count; at least 10 when `Proactive`. @default 0 */
  within?: pulumi.Input<number>;
}

/** Compound trigger: fires when some of several triggers fire. */
export interface CompoundTrigger {
  /** Type of the trigger. */
  type: "compound";
  /** How many of the triggers have to fire: `any`, `all` or a number. */
  require: "any" | "all" | number;
  /** The triggers, in any order. */
  triggers: AutomationTrigger[];
  /** Time window in seconds in which they have to fire. @default unlimited */
  within?: pulumi.Input<number>;
}

/** Sequence trigger: fires when several triggers fire in their order. */
export interface SequenceTrigger {
  /** Type of the trigger. */
  type: "sequence";
  /** The triggers, in their order. */
  triggers: AutomationTrigger[];
  /** Time window in seconds in which they have to fire. @default unlimited */
  within?: pulumi.Input<number>;
}

/** When an automation acts. */
export type AutomationTrigger = EventTrigger | CompoundTrigger | SequenceTrigger;

/** A trigger all of whose values are known. */
export type Trigger = pulumi.Unwrap<AutomationTrigger>;
type Event = Extract<Trigger, { type: "event" }>;

/** A trigger as the server writes it. */
export interface WireTrigger {
  type: string;
  [field: string]: any;
}

const kinds = ["event", "compound", "sequence"];
const leastProactiveSeconds = 10;

/** Source: `docs/server-rules.md`, "Automations". */
export function checkTrigger(property: string, trigger: Trigger, failures: CheckFailures): void {
  if (!kinds.includes(trigger.type)) {
    const { type } = trigger as { type: string };
    const reason = type === "metric" ? " needs Syntask Cloud" : ` does not exist${nearest(type, kinds)}`;
    failures.add(`${property}.type`, `"${type}"${reason}; write "event", "compound" or "sequence"`);
  } else if (trigger.type === "event") {
    checkEvent(property, trigger, failures);
  } else {
    checkTriggers(property, trigger, failures);
  }
}

function checkTriggers(property: string, trigger: Exclude<Trigger, Event>, failures: CheckFailures): void {
  const { triggers, within } = trigger;
  if (triggers.length === 0) failures.add(`${property}.triggers`, "is empty; write at least one trigger");
  if (within !== undefined && !(within >= 0)) failures.add(`${property}.within`, `is ${within}; write seconds from 0`);
  if (trigger.type === "compound" && !["any", "all", undefined].includes(trigger.require as string)) {
    const required = requiredOf(trigger.require);
    if (!Number.isInteger(required) || Number(required) < 1 || Number(required) > triggers.length) {
      const given = JSON.stringify(trigger.require);
      failures.add(`${property}.require`, `is ${given}; write "any", "all" or 1 to ${triggers.length}`);
    }
  }
  for (const [index, inner] of triggers.entries()) {
    checkTrigger(`${property}.triggers[${index}]`, inner, failures);
  }
}

/** What only newer servers know of a trigger. */
export function triggerNeeds(trigger: Trigger): Need[] {
  if (trigger.type !== "event") return trigger.triggers?.flatMap(triggerNeeds) ?? [];
  return trigger.matchRelatedAny === undefined
    ? []
    : [{ property: "trigger", which: "with `matchRelatedAny`", since: "3.4.5" }];
}

function checkEvent(property: string, trigger: Event, failures: CheckFailures): void {
  const { posture, threshold, within } = trigger;
  if (trigger.matchRelated !== undefined && trigger.matchRelatedAny !== undefined) {
    failures.add(`${property}.matchRelatedAny`, "is given beside `matchRelated`; write all labels in one of them");
  }
  if (posture !== "Reactive" && posture !== "Proactive") {
    failures.add(`${property}.posture`, `is "${posture}"; write "Reactive" or "Proactive"`);
  }
  if (threshold !== undefined && !(Number.isInteger(threshold) && threshold >= 1)) {
    failures.add(`${property}.threshold`, `is ${threshold}; write a whole number from 1`);
  }
  const least = posture === "Proactive" ? leastProactiveSeconds : 0;
  if ((within ?? 0) < least) {
    const given = within === undefined ? "is missing" : `is ${within}`;
    failures.add(`${property}.within`, `${given}; a ${posture} trigger needs at least ${least} seconds`);
  }
  if (posture === "Reactive" && firesOnItself(canonicalTrigger(trigger) as Event)) {
    failures.add(
      property,
      "fires on the event of its own firing, without end; write the `expect` that it waits for, or a `match`",
    );
  }
}

/** Acting makes events about the automation itself, and a trigger without bounds sees these too. */
function firesOnItself({ expect = [], match = {} }: Event): boolean {
  const { "syntask.resource.id": resource = [], ...otherLabels } = match;
  const resources = [resource].flat();
  const seesOwnEvent = expect.length === 0 || expect.some((name) => ownEvents.some((event) => matches(name, event)));
  const seesItself = resources.length === 0 || resources.some((id) => ["*", "syntask.automation.*"].includes(id));
  return seesOwnEvent && seesItself && Object.keys(otherLabels).length === 0;
}

/** What the server says of an automation that acts. */
const ownEvents = ["triggered", "executed", "failed"].map((what) => `syntask.automation.action.${what}`);

const matches = (pattern: string, text: string): boolean =>
  pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : pattern === text;

/** Whether a trigger waits for more than the one event that fires it. */
export const remembersEvents = (trigger: Trigger): boolean =>
  trigger.type !== "event" || trigger.posture === "Proactive" || (trigger.threshold ?? 1) > 1;

/** The form in which two triggers that mean the same are equal. */
export const canonicalTrigger = (trigger: Trigger): Trigger => compactTrigger(inDialect(trigger, "syntask"));

/** With the names of events and resources as a server of a dialect has them. */
function inDialect(trigger: Trigger, dialect: DialectName): Trigger {
  if (trigger.type !== "event") {
    return { ...trigger, triggers: trigger.triggers.map((inner) => inDialect(inner, dialect)) } as Trigger;
  }
  const name = (text: string) => text.replace(/^(!?)(?:syntask|prefect)\./, `$1${dialect}.`);
  const names = (texts: readonly string[] | undefined) => texts?.map(name);
  const labels = (given: Record<string, string | readonly string[]> | undefined) =>
    given &&
    Object.fromEntries(
      Object.entries(given).map(([label, value]) => [
        name(label),
        typeof value === "string" ? name(value) : names(value),
      ]),
    );
  return {
    ...trigger,
    expect: names(trigger.expect),
    after: names(trigger.after),
    forEach: names(trigger.forEach),
    match: labels(trigger.match),
    matchRelated: labels(trigger.matchRelated),
    matchRelatedAny: trigger.matchRelatedAny?.map(labels),
  } as Trigger;
}

/** How many triggers have to fire: languages without a choice of types write a number as text. */
const requiredOf = (given: CompoundTrigger["require"]): CompoundTrigger["require"] =>
  /^\d+$/.test(String(given)) ? Number(given) : given;

/** Without what means the same when it is left out, in one writing of several, and with sets in order. */
function compactTrigger(trigger: Trigger): Trigger {
  if (trigger.type !== "event") {
    const { within, ...rest } = trigger;
    if (rest.type === "compound") rest.require = requiredOf(rest.require);
    return { ...rest, ...(within != null && { within }), triggers: trigger.triggers.map(compactTrigger) } as Trigger;
  }
  const { type, posture, match, threshold, within } = trigger;
  const { matchRelated, matchRelatedAny } = relatedLabels(trigger);
  return {
    type,
    posture,
    ...someNames("expect", trigger.expect),
    ...someLabels("match", match),
    ...someLabels("matchRelated", matchRelated),
    ...(matchRelatedAny.length > 0 && { matchRelatedAny }),
    ...someNames("after", trigger.after),
    ...someNames("forEach", trigger.forEach),
    ...(threshold !== undefined && threshold !== 1 && { threshold }),
    ...(within && { within }),
  };
}

/** Labels of related resources: one set of several that may match is no list. */
function relatedLabels({ matchRelated, matchRelatedAny = [] }: Event) {
  const sets = matchRelatedAny.map((labels) => withTexts(labels)).filter((labels) => Object.keys(labels).length > 0);
  const [only, ...others] = sets;
  if (only && others.length === 0) return { matchRelated: matchRelated ?? only, matchRelatedAny: [] };
  const inOrder = sets.sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
  return { matchRelated, matchRelatedAny: inOrder };
}

const withTexts = (labels: Record<string, unknown>): Record<string, any> =>
  Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, textOrTexts(value)]));

const someNames = (field: string, names: readonly string[] = []): object =>
  names.length > 0 ? { [field]: [...new Set(names)].sort() } : {};

const someLabels = (field: string, labels: Record<string, unknown> = {}): object =>
  Object.keys(labels).length > 0 ? { [field]: withTexts(labels) } : {};

/** Languages without a choice of types write a list of one text. */
const textOrTexts = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);

export function triggerToWire(given: Trigger, dialect: DialectName): WireTrigger {
  const trigger = inDialect(given, dialect);
  if (trigger.type !== "event") {
    const triggers = trigger.triggers.map((inner) => triggerToWire(inner, dialect));
    const required = trigger.type === "compound" && { require: requiredOf(trigger.require) };
    return { ...trigger, ...required, within: trigger.within ?? null, triggers };
  }
  const { matchRelated, matchRelatedAny = [], forEach, ...same } = trigger;
  const related = matchRelatedAny.length > 0 ? matchRelatedAny : (matchRelated ?? {});
  return { ...same, match_related: related, for_each: forEach ?? [] };
}

/** A trigger that the server sent; its ids change with every write. */
export function triggerFromWire({ id, ...wire }: WireTrigger): Trigger {
  if (wire.type !== "event") {
    return compactTrigger({ ...wire, triggers: wire.triggers.map(triggerFromWire) } as Trigger);
  }
  const { match_related, for_each, ...same } = wire;
  const related = Array.isArray(match_related) ? { matchRelatedAny: match_related } : { matchRelated: match_related };
  return compactTrigger({ ...same, ...related, forEach: for_each } as Trigger);
}

import { isDeepStrictEqual } from "node:util";
import { canonicalTrigger, type Trigger } from "./automation-trigger.js";

type Fields = Record<string, unknown>;

/** A trigger in the writing of another one: of what means the same, names in another dialect and defaults stay as they were. */
export function triggerLike(trigger: Trigger, other: Trigger): Trigger {
  if (trigger.type !== other.type) return trigger;
  const [fields, others] = [trigger, other] as [Fields, Fields];
  const names = [...new Set([...Object.keys(others), ...Object.keys(fields)])];
  const written = names.map((name) => [name, valueLike(name, trigger, other)] as const);
  return Object.fromEntries(written.filter(([, value]) => value !== undefined)) as Trigger;
}

function valueLike(name: string, trigger: Trigger, other: Trigger): unknown {
  const value = (trigger as Fields)[name];
  const before = (other as Fields)[name];
  if (name === "triggers") return triggersLike(value as Trigger[], before as Trigger[]);
  if (isDeepStrictEqual(meaningOf(name, trigger), meaningOf(name, other))) return before;
  return Array.isArray(value) && Array.isArray(before) ? namesLike(name, value, before) : value;
}

const triggersLike = (triggers: readonly Trigger[], others: readonly Trigger[]): Trigger[] =>
  triggers.map((inner, index) => (others[index] ? triggerLike(inner, others[index]) : inner));

/** Names in the order of others; the same one may be written in either dialect. */
function namesLike(field: string, names: readonly string[], others: readonly string[]): string[] {
  const isSame = (one: string) => (another: string) =>
    isDeepStrictEqual(meaningOfName(field, one), meaningOfName(field, another));
  return [
    ...others.filter((other) => names.some(isSame(other))),
    ...names.filter((name) => !others.some(isSame(name))),
  ];
}

const meaningOfName = (field: string, name: string): unknown =>
  meaningOf(field, { type: "event", posture: "Reactive", [field]: [name] } as Trigger);

/** What a field of a trigger comes to, once it is written in the one form. */
const meaningOf = (name: string, trigger: Trigger): unknown => (canonicalTrigger(trigger) as Fields)[name];

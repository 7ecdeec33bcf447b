import { isDeepStrictEqual } from "node:util";
import {
  defaultOf,
  instant,
  isSameSchedule,
  kindOf,
  type ScheduleInput,
  timesOf,
  withoutOthersParts,
} from "./schedule.js";

/**
 * Schedules in the order and the writing of others: one that changes stands where it stood, and says what changes alone.
 * What is new stands last.
 */
export function schedulesLike(schedules: readonly ScheduleInput[], others: readonly ScheduleInput[]): ScheduleInput[] {
  const pairs = pairedSchedules(schedules, others);
  const known = others.flatMap((other) => {
    const schedule = pairs.get(other);
    return schedule ? [scheduleLike(schedule, other)] : [];
  });
  const isNew = (schedule: ScheduleInput) => ![...pairs.values()].includes(schedule);
  return [...known, ...schedules.filter(isNew)];
}

/** What the server or somebody else adds where the program says none is not shown, so that it never differs. */
export function withoutAdditions(
  observed: readonly ScheduleInput[],
  declared: readonly ScheduleInput[],
): ScheduleInput[] {
  const pairs = pairedSchedules(observed, declared);
  const meant = new Map([...pairs].map(([one, schedule]) => [schedule, one]));
  return observed.map((schedule) => {
    const one = meant.get(schedule);
    return one && kindOf(one) === kindOf(schedule) ? withoutOthersParts(schedule, one) : schedule;
  });
}

/** Schedules, each under the one among others that it most likely was. */
export function pairedSchedules(
  schedules: readonly ScheduleInput[],
  others: readonly ScheduleInput[],
): ReadonlyMap<ScheduleInput, ScheduleInput> {
  const pairs = new Map<ScheduleInput, ScheduleInput>();
  const free = new Set(schedules);
  for (const isLike of likenesses) {
    for (const other of others) {
      if (pairs.has(other)) continue;
      const schedule = [...free].find((one) => isLike(one, other));
      if (!schedule) continue;
      pairs.set(other, schedule);
      free.delete(schedule);
    }
  }
  return pairs;
}

type Likeness = (one: ScheduleInput, other: ScheduleInput) => boolean;

const bare = (schedule: ScheduleInput): ScheduleInput => withoutOthersParts(schedule, {});

/** The closest first. */
const likenesses: readonly Likeness[] = [
  (one, other) => other.slug !== undefined && [one.slug, one.replaces].includes(other.slug),
  isSameSchedule,
  (one, other) => isSameSchedule(bare(one), bare(other)),
  (one, other) => isSameSchedule(bare(timesOf(one)), bare(timesOf(other))),
  (one, other) => kindOf(one) === kindOf(other),
  () => true,
];

function scheduleLike(schedule: ScheduleInput, other: ScheduleInput): ScheduleInput {
  const names = [...new Set([...Object.keys(other), ...Object.keys(schedule)])] as (keyof ScheduleInput)[];
  const written = names.map((name) => [name, meansSame(name, schedule, other) ? other[name] : schedule[name]] as const);
  return Object.fromEntries(written.filter(([, value]) => value !== undefined));
}

function meansSame(name: keyof ScheduleInput, one: ScheduleInput, other: ScheduleInput): boolean {
  if (name === "anchorDate" && one.anchorDate !== undefined && other.anchorDate !== undefined) {
    return instant(one.anchorDate) === instant(other.anchorDate);
  }
  return isDeepStrictEqual(one[name] ?? defaultOf(name), other[name] ?? defaultOf(name));
}

import { defaultOf, instant, isSameSchedule, kindOf, type ScheduleInput, timesOf } from "./schedule.js";

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

/** The server gives every interval an anchor. Where the program left it out it is not shown, so that it never differs. */
export function withoutServerAnchors(
  observed: readonly ScheduleInput[],
  declared: readonly ScheduleInput[],
): ScheduleInput[] {
  const pairs = pairedSchedules(observed, declared);
  const leftToServer = declared.filter((one) => one.interval !== undefined && one.anchorDate === undefined);
  const given = new Set(leftToServer.map((one) => pairs.get(one)));
  return observed.map((schedule) => {
    const { anchorDate: _, ...rest } = schedule;
    return given.has(schedule) ? rest : schedule;
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

const withoutAnchor = ({ anchorDate: _, ...schedule }: ScheduleInput): ScheduleInput => schedule;

/** The closest first. */
const likenesses: readonly Likeness[] = [
  isSameSchedule,
  (one, other) => isSameSchedule(withoutAnchor(one), withoutAnchor(other)),
  (one, other) => isSameSchedule(withoutAnchor(timesOf(one)), withoutAnchor(timesOf(other))),
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
  return (one[name] ?? defaultOf(name)) === (other[name] ?? defaultOf(name));
}

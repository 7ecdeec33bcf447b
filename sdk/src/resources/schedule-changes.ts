import {
  hasTimesOf,
  isMadeOf,
  isSameSchedule,
  type ScheduleInput,
  scheduleFromWire,
  scheduleToWire,
  type WireSchedule,
} from "./schedule.js";

/** A schedule as the server lists it. */
export type ListedSchedule = WireSchedule & { id: string };

/** What to do so that a deployment has the schedules it is to have, and all others keep their ids, anchors and runs. */
export interface ScheduleChanges {
  added: WireSchedule[];
  /** Options to change of those that stay. */
  changed: { id: string; options: Partial<WireSchedule> }[];
  /** Ids of those to delete. */
  removed: string[];
}

/**
 * Compares two declarations, and what changed between them with what the server has. What the program did not change
 * stays as it is there, even where somebody has changed it since.
 *
 * @param before `undefined` when the schedules were left to the server: all that it has is then in question
 */
export function scheduleChanges(
  listed: readonly ListedSchedule[],
  before: readonly ScheduleInput[] | undefined,
  after: readonly ScheduleInput[],
): ScheduleChanges {
  const gone = [...(before ?? listed.map(scheduleFromWire))];
  const kept = after.filter((schedule) => take(gone, (one) => isSameSchedule(one, schedule)));
  const wanted = after.filter((schedule) => !kept.includes(schedule));

  const free = [...listed];
  const found = (schedule: ScheduleInput) => take(free, (made) => isMadeOf(made, schedule));
  const foundByTimes = (schedule: ScheduleInput) => take(free, (made) => hasTimesOf(made, schedule));
  const drifted = kept.filter((schedule) => !found(schedule));
  const missing = wanted.filter((schedule) => !found(schedule));
  for (const schedule of drifted) foundByTimes(schedule);
  const unwanted = gone.flatMap((schedule) => found(schedule) ?? foundByTimes(schedule) ?? []);

  const changes: ScheduleChanges = { added: [], changed: [], removed: [] };
  for (const schedule of missing) {
    const meant = scheduleToWire(schedule);
    const made = take(unwanted, (one) => hasTimesOf(one, schedule) && canBeGiven(one, meant));
    if (made) changes.changed.push({ id: made.id, options: optionsBetween(made, meant) });
    else changes.added.push(meant);
  }
  changes.removed = unwanted.map(({ id }) => id);
  return changes;
}

const bounds = ["max_active_runs", "max_scheduled_runs"] as const;

/** A bound can be changed, and not be taken away. Source: `docs/server-rules.md`, "Schedules". */
const canBeGiven = (made: WireSchedule, meant: WireSchedule): boolean =>
  bounds.every((bound) => meant[bound] !== undefined || (made[bound] ?? null) === null);

function optionsBetween(made: WireSchedule, meant: WireSchedule): Partial<WireSchedule> {
  const options: Partial<WireSchedule> = {};
  if (made.active !== meant.active) options.active = meant.active;
  if ((made.catchup ?? false) !== (meant.catchup ?? false)) options.catchup = meant.catchup ?? false;
  for (const bound of bounds) if ((made[bound] ?? null) !== (meant[bound] ?? null)) options[bound] = meant[bound];
  return options;
}

/** Takes the first one of a list that is looked for out of it. */
function take<T>(list: T[], matches: (one: T) => boolean): T | undefined {
  const index = list.findIndex(matches);
  return index < 0 ? undefined : list.splice(index, 1)[0];
}

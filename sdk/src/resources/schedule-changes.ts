import {
  hasTimesOf,
  isKnownAs,
  isMadeOf,
  isSameSchedule,
  type ScheduleInput,
  scheduleFromWire,
  scheduleToWire,
  type WireSchedule,
  withoutServerStart,
  withStartOf,
} from "./schedule.js";

/** A schedule as the server lists it. */
export type ListedSchedule = WireSchedule & { id: string };

/** A schedule that the server has, and what the program said of it so far. */
interface Known {
  made: ListedSchedule;
  was: ScheduleInput;
}

/** What to do so that a deployment has the schedules it is to have, and all others keep their ids, anchors and runs. */
export interface ScheduleChanges {
  /** Ids of those to delete first, as another one gets their slug. */
  freeing: string[];
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
  const gone = [...(before ?? listed.map(unsaid))];
  const kept = after.filter((schedule) => take(gone, (one) => isSameSchedule(one, schedule)));
  const wanted = after.filter((schedule) => !kept.includes(schedule));

  const free = [...listed];
  const found = (schedule: ScheduleInput) =>
    take(free, (made) => isMadeAlone(made, schedule)) ?? take(free, (made) => isMadeOf(made, schedule));
  const isLeft = (made: WireSchedule, schedule: ScheduleInput) =>
    gone.some((was) => isKnownAs(made, was) && givesUp(was, schedule));
  const foundAsKnown = (schedule: ScheduleInput) => take(free, (made) => isKnownAs(made, schedule));
  const drifted = kept.filter((schedule) => !found(schedule));
  const missing = wanted.filter(
    (schedule) => !take(free, (made) => isMadeOf(made, schedule) && !isLeft(made, schedule)),
  );
  for (const schedule of drifted) foundAsKnown(schedule);
  const unwanted = gone.flatMap((was) => {
    const made = found(was) ?? foundAsKnown(was);
    return made ? [{ made, was }] : [];
  });

  const stays = new Map<ScheduleInput, Known>();
  for (const isThat of [isReplaced, hasItsSlug, hasItsTimes]) {
    for (const schedule of missing.filter((one) => !stays.has(one))) {
      const known = take(unwanted, (one) => isThat(one, schedule) && canBeGiven(one.made, scheduleToWire(schedule)));
      if (known) stays.set(schedule, known);
    }
  }
  const taken = missing.map(({ slug }) => slug);
  const idsOf = (isFreeing: boolean) =>
    unwanted
      .filter(({ made: { slug } }) => (slug != null && taken.includes(slug)) === isFreeing)
      .map(({ made }) => made.id);
  return {
    freeing: idsOf(true),
    added: missing.filter((schedule) => !stays.has(schedule)).map(scheduleToWire),
    changed: [...stays].map(([schedule, known]) => ({ id: known.made.id, options: optionsBetween(known, schedule) })),
    removed: idsOf(false),
  };
}

/** A schedule that the server has, as a program says it that does not care for what newer servers have. */
function unsaid(made: WireSchedule): ScheduleInput {
  const { slug: _, parameters: __, ...said } = scheduleFromWire(made);
  return said;
}

/** Whether the server's has no more than the program says. */
const isMadeAlone = (made: WireSchedule, schedule: ScheduleInput): boolean =>
  isSameSchedule(withoutServerStart(scheduleFromWire(made), schedule), schedule);

/** Whether a program says no more what newer servers have, and so is not to be kept. */
const givesUp = (was: ScheduleInput, schedule: ScheduleInput): boolean =>
  (["slug", "parameters"] as const).some((name) => was[name] !== undefined && schedule[name] === undefined);

const isReplaced = ({ made }: Known, { replaces }: ScheduleInput): boolean =>
  replaces !== undefined && made.slug === replaces;

const hasItsSlug = ({ made }: Known, { slug }: ScheduleInput): boolean => slug !== undefined && made.slug === slug;

/** A slug that the program has said so far cannot be taken away. Source: `docs/server-rules.md`, "Schedules". */
const hasItsTimes = ({ made, was }: Known, schedule: ScheduleInput): boolean =>
  was.slug === undefined && hasTimesOf(made, schedule);

const bounds = ["max_active_runs", "max_scheduled_runs"] as const;

/** A bound can be changed, and not be taken away. Source: `docs/server-rules.md`, "Schedules". */
const canBeGiven = (made: WireSchedule, meant: WireSchedule): boolean =>
  bounds.every((bound) => meant[bound] !== undefined || (made[bound] ?? null) === null);

function optionsBetween({ made, was }: Known, schedule: ScheduleInput): Partial<WireSchedule> {
  const meant = scheduleToWire(schedule);
  const options: Partial<WireSchedule> = {};
  if (!hasTimesOf(made, schedule)) options.schedule = scheduleToWire(withStartOf(made, schedule, was)).schedule;
  if (meant.slug !== undefined && meant.slug !== made.slug) options.slug = meant.slug;
  // A PATCH that leaves them out empties them.
  const parameters = meant.parameters ?? (was.parameters === undefined ? made.parameters : {});
  if (parameters !== undefined) options.parameters = parameters;
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

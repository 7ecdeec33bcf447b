/** When the server made and last wrote a row, by its clock. */
export interface Moments {
  created: string;
  updated: string;
}

/** Most microseconds between the two moments of a row that is written once: about ten, were it not for pauses. */
const oneBreath = 1000;

/**
 * Whether a row that a request wrote stood there before: the server notes the moment of a new row twice in one breath, first
 * as `created`. Where two requests wrote at once, the later one may note `updated` before the other one's `created`.
 */
export function wasThere(moments: Moments): boolean {
  const between = microsecondsBetween(moments);
  return between < 0 || between > oneBreath;
}

/** As {@link wasThere}, for rows whose `updated` is noted before they are made, by however much. */
export const wasWrittenBefore = (moments: Moments): boolean => microsecondsBetween(moments) > oneBreath;

const microsecondsBetween = ({ created, updated }: Moments): number => microseconds(updated) - microseconds(created);

/** `Date` keeps milliseconds alone. */
function microseconds(moment: string): number {
  const [, fraction = ""] = /\.\d{3}(\d{1,3})/.exec(moment) ?? [];
  return Date.parse(moment) * 1000 + Number(fraction.padEnd(3, "0"));
}

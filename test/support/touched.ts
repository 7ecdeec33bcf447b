import { isDeepStrictEqual } from "node:util";
import type { Recorded } from "./recording-proxy";

type Properties = Record<string, any>;

/** Paths at which two answers of the server about one object differ, the times of its last change apart. */
export function touchedPaths(before: unknown, after: unknown, path = ""): string[] {
  if (isDeepStrictEqual(before, after) || /(^|\.)updated$/.test(path)) return [];
  if (!isPlain(before) || !isPlain(after)) return [path];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => touchedPaths(before[name], after[name], path ? `${path}.${name}` : name));
}

/** An answer in which a deployment's schedules stand under their times, as their order means nothing. */
export const bySchedule = (answer: Properties): Properties =>
  answer.schedules
    ? {
        ...answer,
        schedules: Object.fromEntries(
          answer.schedules.map((one: Properties) => [
            one.schedule.cron ?? one.schedule.interval ?? one.schedule.rrule,
            one,
          ]),
        ),
      }
    : answer;

const isPlain = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Requests in few words: `PATCH /deployments/ID { description }`. One that a busy server was sent again counts once. */
export function requestsText(requests: readonly Recorded[], names: Record<string, string>): string {
  const texts = requests.map(({ call, body }) => {
    const [fields] = Array.isArray(body) ? body : [body];
    const short = Object.entries(names).reduce((text, [name, short]) => text.replaceAll(name, short), call);
    return fields ? `${short} { ${Object.keys(fields).join(", ")} }` : short;
  });
  return texts.filter((text, index) => text !== texts[index - 1]).join("; ") || "nothing";
}

import { isDeepStrictEqual } from "node:util";

const defaults = {
  enforce_parameter_schema: true,
  catchup: false,
  day_or: true,
  active: true,
  timezone: "UTC",
  description: "None", // What `deploy` stores for none.
};

/**
 * Fields in which what is planned is not what `deploy` sends. What one leaves out and the other sends as nothing is equal,
 * and so are defaults.
 */
export function differingFields({ flow_id: _, ...sent }, planned) {
  const anchored = planned.schedules?.some(({ schedule }) => schedule.anchor_date !== undefined);
  // An interval without an anchor gets the moment of the request for one.
  if (!anchored) for (const { schedule } of sent.schedules ?? []) delete schedule.anchor_date;
  const names = new Set([...Object.keys(sent), ...Object.keys(planned)]);
  return [...names].filter((name) => !isDeepStrictEqual(normal(sent[name], name), normal(planned[name], name))).sort();
}

function normal(value, name) {
  if (value === null || value === undefined || value === defaults[name]) return undefined;
  if (name === "anchor_date") return Date.parse(value) || undefined;
  if (name === "tags") return [...new Set(value)].sort();
  if (Array.isArray(value)) return value.map((item) => normal(item, ""));
  if (typeof value !== "object") return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, normal(inner, key)]);
  const present = entries.filter(([, inner]) => inner !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return present.length === 0 ? undefined : Object.fromEntries(present);
}

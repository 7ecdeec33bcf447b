import type { Json } from "./definition.js";

/** Whether a value has names with values, as a list and a text do not. */
export const isMapping = (value: unknown): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value as one text, whatever the order in which its keys come. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    isMapping(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );

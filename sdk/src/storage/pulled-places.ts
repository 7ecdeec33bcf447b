import type { ContentPlace } from "../engine/changed-content.js";
import type { PullStep } from "./flow-storage.js";

/** Folders of stores that pull steps of the clouds copy. */
export const pulledPlaces = (pullSteps: readonly PullStep[]): ContentPlace[] =>
  pullSteps
    .flatMap(Object.values)
    .flatMap(({ bucket, container = bucket, folder = "" }) =>
      typeof container === "string" && typeof folder === "string" ? [{ container, folder }] : [],
    );

import type { Definition } from "./definition.js";
import { changedInputs, inputsOf } from "./properties.js";

type Properties = Record<string, unknown>;

/** What a change of inputs leads to. */
export interface Plan {
  /** Inputs that change. */
  changed: string[];
  /** Those among them that replace the object. */
  replaces: string[];
  /** Why an input that usually changes in place replaces the object this time: one line each. */
  reasons: string[];
  /** Whether the old object has to go first, because the new one has the same natural key. */
  deleteBeforeReplace: boolean;
}

/** Compares the properties of the last operation with new inputs. Calls nothing. */
export function plan(definition: Definition, olds: Properties, news: Properties): Plan {
  const changed = changedInputs(definition, olds, news);
  const forced = definition.replaceBecause?.(inputsOf(definition, olds), inputsOf(definition, news)) ?? [];
  const replaces = [
    ...changed.filter((name) => definition.replaceOnChanges.includes(name)),
    ...forced.map(({ property }) => property),
  ];
  return {
    changed: [...new Set([...changed, ...replaces])],
    replaces,
    reasons: forced.map(({ property, reason }) => `\`${property}\` ${reason}`),
    deleteBeforeReplace:
      !definition.createBeforeDelete && !changed.some((name) => definition.naturalKey.includes(name)),
  };
}

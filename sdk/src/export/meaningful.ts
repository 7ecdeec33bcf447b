import { ownValue } from "../api/own-value.js";
import type { Definition } from "../engine/definition.js";
import { sameMeaning } from "../engine/properties.js";

type Values = Record<string, any>;

/** The inputs of an object without those that mean the same when they are left out. */
export const meaningful = (definition: Definition, inputs: Values, trivial: Values = {}): Values =>
  Object.fromEntries(
    Object.entries(inputs).filter(([name, value]) => {
      if (value === undefined || (value === null && !definition.nullable?.includes(name))) return false;
      const omitted = ownValue(trivial, name);
      return !sameMeaning(definition, name, omitted, value) && !sameMeaning(definition, name, undefined, value);
    }),
  );

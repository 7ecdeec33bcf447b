import { type ConfigReader, readConnection } from "../config.js";
import type { Definition } from "./definition.js";

type Properties = Record<string, any>;

/** Values that follow from those of an object, of which some may be `unknown`. */
export function derivedValues(
  { derived = {} }: Definition,
  config: ConfigReader,
  id: unknown,
  inputs: Properties,
): Properties {
  const connection = readConnection(config, inputs.connection);
  return Object.fromEntries(
    Object.entries(derived).map(([name, derive]) => [name, derive({ id, inputs, connection })]),
  );
}

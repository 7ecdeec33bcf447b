import type { ConfigReader } from "../config.js";
import { definitions } from "../provider.js";
import type { EngineLog } from "./engine-log.js";
import { Functions } from "./functions.js";
import { Kinds } from "./kinds.js";

/** What is done with objects, and what is looked up. */
export interface Operations {
  kinds: Kinds;
  functions: Functions;
}

export const operationsWith = (config: () => ConfigReader, log: EngineLog): Operations => ({
  kinds: new Kinds(definitions, config, log),
  functions: new Functions(definitions, config),
});

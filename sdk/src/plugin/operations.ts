import type { ConfigReader } from "../config.js";
import { currentRun } from "../engine/run.js";
import { definitions } from "../provider.js";
import type { EngineLog } from "./engine-log.js";
import { Functions } from "./functions.js";
import { Kinds } from "./kinds.js";

/** What is done with objects, and what is looked up. */
export interface Operations {
  kinds: Kinds;
  functions: Functions;
}

/** @param signal tells that the user has cancelled the run */
export const operationsWith = (config: () => ConfigReader, log: EngineLog, signal: AbortSignal): Operations => ({
  kinds: new Kinds(definitions, config, log, currentRun, signal),
  functions: new Functions(definitions, config),
});

import { path } from "../api/client.js";
import type { CheckFailures } from "../provider/check-failures.js";
import type { CheckContext, Json } from "../provider/definition.js";
import { faultsOfValues } from "./job-values-check.js";

interface Inputs {
  workPool?: string;
  jobVariables?: Record<string, Json>;
}

interface Pool {
  base_job_template: { variables?: Record<string, Json> };
}

/**
 * Reports job variables that the pool's template refuses, when they change, nothing else is wrong and the pool is there
 * to be asked. The server refuses the same at apply.
 */
export async function checkJobVariables(
  { workPool, jobVariables }: Inputs,
  failures: CheckFailures,
  { olds, client }: CheckContext<Inputs>,
): Promise<void> {
  if (failures.lines.length > 0 || !workPool || !jobVariables || Object.keys(jobVariables).length === 0) return;
  const same = olds?.workPool === workPool && JSON.stringify(olds.jobVariables) === JSON.stringify(jobVariables);
  if (same) return;
  const variables = await templateVariables(workPool, client);
  if (!variables) return;
  // A variable that is left out gets the template's default or comes from the run: only what is given is checked.
  for (const { place, message } of faultsOfValues(variables, jobVariables)) {
    failures.add(`jobVariables${place}`, `${message}, says the job template of work pool "${workPool}"`);
  }
}

/** `undefined` when the pool is not made yet or the server cannot be asked: then the server decides at apply. */
async function templateVariables(
  workPool: string,
  client: CheckContext<Inputs>["client"],
): Promise<Record<string, Json> | undefined> {
  try {
    const pool = await client?.find<Pool>(path`/work_pools/${workPool}`);
    return pool?.base_job_template.variables;
  } catch {
    return undefined;
  }
}

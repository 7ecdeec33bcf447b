import { isDeepStrictEqual } from "node:util";
import { type Client, path } from "../../api/client.js";
import { serverVersion } from "../../api/server-version.js";
import { type SchemaFault, schemaFaults } from "../../checks/json-schema.js";
import { nearest } from "../../checks/nearest.js";
import type { CheckFailures } from "../../engine/check-failures.js";
import type { CheckContext, Json } from "../../engine/definition.js";
import { defaultTemplate, isCloudOnly, type JobTemplate, knowsType } from "../work-pool-template.js";

interface PoolInputs {
  name: string;
  type: string;
  baseJobTemplate?: JobTemplate;
  jobDefaults?: Record<string, Json>;
}

/**
 * Reports a type that the server cannot run, and defaults that its job template refuses, when they change, nothing else
 * is wrong and the server can be asked. Otherwise the same is refused at apply.
 */
export async function checkJobDefaults(
  { name, type, baseJobTemplate, jobDefaults = {} }: Partial<PoolInputs>,
  failures: CheckFailures,
  { olds, client, isUnknown }: CheckContext<PoolInputs>,
): Promise<void> {
  if (type === undefined || client === undefined || isUnknown("baseJobTemplate")) return;
  if (failures.lines.length > 0) return;
  const before = { type: olds?.type, baseJobTemplate: olds?.baseJobTemplate, jobDefaults: olds?.jobDefaults ?? {} };
  if (isDeepStrictEqual(before, { type, baseJobTemplate, jobDefaults })) return;
  if (isCloudOnly(type) && (await refuseCloudOnly(client, type, failures))) return;
  const template = baseJobTemplate ?? (await templateOf(client, { name, type, olds }, failures));
  if (!template?.variables) return;
  const known = Object.keys(template.variables.properties ?? {});
  const declared: Record<string, Json> = {};
  for (const [variable, value] of Object.entries(jobDefaults)) {
    if (known.includes(variable)) declared[variable] = value;
    else failures.add("jobDefaults", `has "${variable}", which the job template lacks${nearest(variable, known)}`);
  }
  for (const { place, message } of faultsOfValues(template.variables, declared)) {
    failures.add(`jobDefaults${place}`, `${message}, says the job template of type "${type}"`);
  }
}

/** @returns whether it was refused */
async function refuseCloudOnly(client: Client, type: string, failures: CheckFailures): Promise<boolean> {
  const isSelfHosted = await serverVersion(client).catch(() => undefined);
  if (!isSelfHosted || (await knowsType(client, type).catch(() => true))) return false;
  failures.add(
    "type",
    `"${type}" is run by Syntask Cloud itself, and ${client.connection.apiUrl} is a server of your own, on which nothing would run it; write "${type.split(":")[0]}" and start a worker`,
  );
  return true;
}

/** That of the pool where it is there, else the type's; nothing when the server cannot be asked. */
async function templateOf(
  client: Client,
  { name, type, olds }: { name?: string; type: string; olds?: Partial<PoolInputs> },
  failures: CheckFailures,
): Promise<JobTemplate | undefined> {
  try {
    if (olds?.type === type && name !== undefined) {
      const pool = await client.find<{ base_job_template: JobTemplate }>(path`/work_pools/${name}`);
      if (pool?.base_job_template.variables) return pool.base_job_template;
    }
    await knowsType(client, type);
  } catch {
    return undefined;
  }
  return defaultTemplate(client, type).catch((error: Error) => {
    failures.add(undefined, error.message);
    return undefined;
  });
}

interface DeploymentInputs {
  workPool?: string;
  jobVariables?: Record<string, Json>;
}

interface PoolWithTemplate {
  base_job_template: { variables?: Record<string, Json> };
}

/**
 * Reports job variables that the pool's template refuses, when they change, nothing else is wrong and the pool is there
 * to be asked. The server refuses the same at apply.
 */
export async function checkJobVariables(
  { workPool, jobVariables }: DeploymentInputs,
  failures: CheckFailures,
  { olds, client }: CheckContext<DeploymentInputs>,
): Promise<void> {
  if (failures.lines.length > 0 || !workPool || !jobVariables || Object.keys(jobVariables).length === 0) return;
  const same = olds?.workPool === workPool && JSON.stringify(olds.jobVariables) === JSON.stringify(jobVariables);
  if (same) return;
  const variables = await variablesOfPool(workPool, client);
  if (!variables) return;
  // A variable that is left out gets the template's default or comes from the run: only what is given is checked.
  for (const { place, message } of faultsOfValues(variables, jobVariables)) {
    failures.add(`jobVariables${place}`, `${message}, says the job template of work pool "${workPool}"`);
  }
}

/** `undefined` when the pool is not made yet or the server cannot be asked: then the server decides at apply. */
async function variablesOfPool(
  workPool: string,
  client: CheckContext<DeploymentInputs>["client"],
): Promise<Record<string, Json> | undefined> {
  try {
    const pool = await client?.find<PoolWithTemplate>(path`/work_pools/${workPool}`);
    return pool?.base_job_template.variables;
  } catch {
    return undefined;
  }
}

/**
 * What a template's schema refuses of the values of some of its variables. References to blocks and placeholders are
 * the server's and the worker's to resolve, so they are not looked at.
 */
function faultsOfValues(variables: object, values: Record<string, Json>): SchemaFault[] {
  const known = Object.entries(values).filter(([, value]) => !isReference(value));
  return schemaFaults({ ...variables, required: [] }, Object.fromEntries(known));
}

const isReference = (value: Json): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && "$ref" in value;

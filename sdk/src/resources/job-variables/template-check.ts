import { isDeepStrictEqual } from "node:util";
import { type Client, path } from "../../api/client.js";
import { serverVersion } from "../../api/server-version.js";
import { type SchemaFault, schemaFaults } from "../../checks/json-schema.js";
import { nearest } from "../../checks/nearest.js";
import { refersToBlock } from "../../checks/references.js";
import type { CheckFailures } from "../../engine/check-failures.js";
import type { CheckContext, Json } from "../../engine/definition.js";
import { keptOut } from "../job-configuration.js";
import {
  checkPlaceholders,
  defaultTemplate,
  isCloudOnly,
  type JobTemplate,
  knowsType,
  nearestVariable,
} from "../work-pool-template.js";

interface PoolInputs {
  name: string;
  type: string;
  baseJobTemplate?: JobTemplate;
  jobDefaults?: Record<string, Json>;
  jobConfiguration?: Record<string, Json>;
}

/**
 * Reports a type that the server cannot run, and defaults that its job template refuses, when they change, nothing else
 * is wrong and the server can be asked. Otherwise the same is refused at apply.
 */
export async function checkJobDefaults(
  { name, type, baseJobTemplate, jobDefaults = {}, jobConfiguration = {} }: Partial<PoolInputs>,
  failures: CheckFailures,
  { olds, client, isUnknown }: CheckContext<PoolInputs>,
): Promise<void> {
  if (client === undefined) return;
  declare(client, isUnknown("baseJobTemplate") ? { name } : { name, type, baseJobTemplate, jobConfiguration });
  if (type === undefined || isUnknown("baseJobTemplate")) return;
  if (failures.lines.length > 0) return;
  const { jobDefaults: oldDefaults = {}, jobConfiguration: oldConfiguration = {} } = olds ?? {};
  const before = [olds?.type, olds?.baseJobTemplate, oldDefaults, oldConfiguration];
  if (isDeepStrictEqual(before, [type, baseJobTemplate, jobDefaults, jobConfiguration])) return;
  if (isCloudOnly(type) && (await refuseCloudOnly(client, type, failures))) return;
  const template = baseJobTemplate ?? (await templateOf(client, { name, type, olds }, failures));
  if (!template?.variables) return;
  const known = Object.keys(template.variables.properties ?? {});
  checkPlaceholders("jobConfiguration", jobConfiguration, known, failures);
  refuseKeptOut("jobDefaults", jobDefaults, jobConfiguration, "`jobConfiguration`", failures);
  const declared: Record<string, Json> = {};
  for (const [variable, value] of Object.entries(jobDefaults)) {
    if (known.includes(variable)) declared[variable] = value;
    else
      failures.add("jobDefaults", `has "${variable}", which the job template lacks${nearestVariable(variable, known)}`);
  }
  for (const { place, message } of faultsOfValues(template.variables, declared)) {
    failures.add(`jobDefaults${place}`, `${message}, says the job template of type "${type}"`);
  }
}

/** What a pool keeps out of its runs is a secret of its workers, which would be in clear. */
function refuseKeptOut(
  property: string,
  { env }: Record<string, Json>,
  configuration: Record<string, Json>,
  source: string,
  failures: CheckFailures,
): void {
  for (const name of keptOut(configuration)) {
    if (typeof env !== "object" || env === null || !Object.hasOwn(env, name)) continue;
    failures.add(
      `${property}.env`,
      `has "${name}", which ${source} keeps out of runs, as it is in clear there; leave it out`,
    );
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

/** Pools that this run declares, by the server that they are on. */
const declaredPools = new WeakMap<Client, Map<string, Partial<PoolInputs>>>();

function declare(client: Client, { name, ...pool }: Partial<PoolInputs>): void {
  if (name === undefined) return;
  const pools = declaredPools.get(client) ?? new Map<string, Partial<PoolInputs>>();
  declaredPools.set(client, pools.set(name, pool));
}

interface DeploymentInputs {
  workPool?: string;
  jobVariables?: Record<string, Json>;
}

/**
 * Reports a work pool that is neither on the server nor declared by the program, and job variables that its template refuses.
 * One that the template lacks is refused where it reads like a slip, and told of otherwise: workers leave it aside.
 * Nothing is asked while neither changes.
 */
export async function checkPlace(
  { workPool, jobVariables = {} }: DeploymentInputs,
  failures: CheckFailures,
  { olds, client, say }: CheckContext<DeploymentInputs>,
): Promise<void> {
  if (failures.lines.length > 0 || !workPool || !client) return;
  if (olds?.workPool === workPool && isDeepStrictEqual(olds.jobVariables ?? {}, jobVariables)) return;
  const pool = await poolOf(client, workPool);
  if (pool === "absent") {
    const known = await client.names("work_pools").catch(() => undefined);
    const hint =
      nearest(workPool, known?.names ?? []) || "; declare it in the program, or write the name of one that is there";
    return failures.add("workPool", `"${workPool}" is not on the server${hint}`);
  }
  if (!pool?.variables) return;
  const configuration = declaredPools.get(client)?.get(workPool)?.jobConfiguration ?? pool.job_configuration ?? {};
  refuseKeptOut("jobVariables", jobVariables, configuration, `work pool "${workPool}"`, failures);
  const template = `the job template of work pool "${workPool}"`;
  // A variable that is left out gets the template's default or comes from the run: only what is given is checked.
  for (const { place, message } of faultsOfValues(pool.variables, jobVariables)) {
    failures.add(`jobVariables${place}`, `${message}, says ${template}`);
  }
  const names = Object.keys(pool.variables.properties ?? {});
  if (names.length === 0) return;
  for (const name of Object.keys(jobVariables).filter((one) => !names.includes(one))) {
    const slip = nearestVariable(name, names);
    if (slip) failures.add(`jobVariables.${name}`, `is not in ${template}${slip}`);
    else say(`has the job variable "${name}", which is not in ${template}: workers leave it aside`);
  }
}

/** The template, as far as it can be known; `undefined` when the server cannot be asked, which is told of at apply. */
async function poolOf(client: Client, name: string): Promise<Partial<JobTemplate> | "absent" | undefined> {
  const declared = declaredPools.get(client)?.get(name);
  if (declared?.baseJobTemplate) return declared.baseJobTemplate;
  try {
    const find = () => client.find<{ base_job_template: Partial<JobTemplate> }>(path`/work_pools/${name}`);
    const pool = await client.remember(`work pool ${name}`, find);
    if (pool) return pool.base_job_template;
    if (!declared) return (await find())?.base_job_template ?? "absent";
    return declared.type === undefined ? undefined : await defaultTemplate(client, declared.type);
  } catch {
    return undefined;
  }
}

/**
 * What a template's schema refuses of the values of some of its variables. References to blocks and placeholders are
 * the server's and the worker's to resolve, so they are not looked at.
 */
function faultsOfValues(variables: object, values: Record<string, Json>): SchemaFault[] {
  const known = Object.entries(values).filter(([, value]) => !refersToBlock(value));
  return schemaFaults({ ...variables, required: [] }, Object.fromEntries(known));
}

import { isDeepStrictEqual } from "node:util";
import { type Client, path } from "../api/client.js";
import { serverVersion } from "../api/server-version.js";
import { nearest } from "../checks/nearest.js";
import type { CheckFailures } from "../provider/check-failures.js";
import type { CheckContext, Json } from "../provider/definition.js";
import { faultsOfValues } from "./job-values-check.js";
import { defaultTemplate, isCloudOnly, type JobTemplate, knowsType } from "./work-pool-template.js";

interface Inputs {
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
  { name, type, baseJobTemplate, jobDefaults = {} }: Partial<Inputs>,
  failures: CheckFailures,
  { olds, client, isUnknown }: CheckContext<Inputs>,
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
  { name, type, olds }: { name?: string; type: string; olds?: Partial<Inputs> },
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

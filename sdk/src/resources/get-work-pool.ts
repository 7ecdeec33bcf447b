import * as pulumi from "@pulumi/pulumi";
import { type LookUpArgs, lookUpObject, type OutputArgs } from "../provider/look-up.js";
import { WorkPool } from "./work-pool.js";
import type { JobTemplate } from "./work-pool-template.js";

export interface GetWorkPoolArgs extends LookUpArgs {
  name: string;
}

export interface GetWorkPoolResult {
  id: string;
  name: string;
  type: string;
  baseJobTemplate: JobTemplate;
  description?: string;
  /** Maximum concurrent runs; unlimited when missing. */
  concurrencyLimit?: number;
  paused: boolean;
}

/**
 * A work pool that something else made.
 *
 * @throws RunError when there is none
 */
export async function getWorkPool({ name, connection }: GetWorkPoolArgs): Promise<GetWorkPoolResult> {
  const pool = await lookUpObject(WorkPool.definition, { name }, connection);
  const { id, type, description, concurrencyLimit, paused = false } = pool;
  return {
    id,
    name,
    type,
    baseJobTemplate: pool.baseJobTemplate as JobTemplate,
    description,
    concurrencyLimit,
    paused,
  };
}

/** {@link getWorkPool} for names that are outputs. */
export const getWorkPoolOutput = (args: OutputArgs<GetWorkPoolArgs>): pulumi.Output<GetWorkPoolResult> =>
  pulumi.output(args).apply(getWorkPool);

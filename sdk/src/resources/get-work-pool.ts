import * as pulumi from "@pulumi/pulumi";
import { type Found, type LookUpArgs, lookUpObject, type OutputArgs } from "../provider/look-up.js";
import { type fields, WorkPool } from "./work-pool.js";
import type { JobTemplate } from "./work-pool-template.js";

/** The args of {@link getWorkPool}. */
export interface GetWorkPoolArgs extends LookUpArgs {
  /** Name of the work pool. */
  name: string;
}

/** What {@link getWorkPool} finds. */
export type GetWorkPoolResult = Found<
  typeof fields,
  "name" | "type" | "baseJobTemplate" | "paused",
  "description" | "concurrencyLimit"
>;

/**
 * Looks up a work pool that exists, by its name.
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

import * as pulumi from "@pulumi/pulumi";
import { type LookUpArgs, lookUpObject, type OutputArgs } from "../provider/look-up.js";
import { Flow } from "./flow.js";

export interface GetFlowArgs extends LookUpArgs {
  name: string;
}

export interface GetFlowResult {
  id: string;
  name: string;
  tags: string[];
}

/**
 * A flow that something else made.
 *
 * @throws RunError when there is none
 */
export async function getFlow({ name, connection }: GetFlowArgs): Promise<GetFlowResult> {
  const { id, tags = [] } = await lookUpObject(Flow.definition, { name }, connection);
  return { id, name, tags };
}

/** {@link getFlow} for names that are outputs. */
export const getFlowOutput = (args: OutputArgs<GetFlowArgs>): pulumi.Output<GetFlowResult> =>
  pulumi.output(args).apply(getFlow);

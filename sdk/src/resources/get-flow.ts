import * as pulumi from "@pulumi/pulumi";
import { type Found, type LookUpArgs, lookUpObject, type OutputArgs } from "../provider/look-up.js";
import { Flow, type fields } from "./flow.js";

/** The args of {@link getFlow}. */
export interface GetFlowArgs extends LookUpArgs {
  /** Name of the flow. */
  name: string;
}

/** What {@link getFlow} finds. */
export type GetFlowResult = Found<typeof fields, "name" | "tags">;

/**
 * Looks up a flow that exists, by its name.
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

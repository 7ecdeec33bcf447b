import * as pulumi from "@pulumi/pulumi";
import type { Json } from "../provider/definition.js";
import { type LookUpArgs, lookUpObject, type OutputArgs } from "../provider/look-up.js";
import { Variable } from "./variable.js";

export interface GetVariableArgs extends LookUpArgs {
  name: string;
}

export interface GetVariableResult {
  id: string;
  name: string;
  value: Json;
  tags: string[];
}

/**
 * A variable that something else made.
 *
 * @throws RunError when there is none
 */
export async function getVariable({ name, connection }: GetVariableArgs): Promise<GetVariableResult> {
  const { id, value, tags = [] } = await lookUpObject(Variable.definition, { name }, connection);
  return { id, name, value: value ?? null, tags };
}

/** {@link getVariable} for names that are outputs. */
export const getVariableOutput = (args: OutputArgs<GetVariableArgs>): pulumi.Output<GetVariableResult> =>
  pulumi.output(args).apply(getVariable);

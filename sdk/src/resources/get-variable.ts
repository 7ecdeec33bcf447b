import * as pulumi from "@pulumi/pulumi";
import { type Found, type LookUpArgs, lookUpObject, type OutputArgs } from "../provider/look-up.js";
import { type fields, Variable } from "./variable.js";

/** The args of {@link getVariable}. */
export interface GetVariableArgs extends LookUpArgs {
  /** Name of the variable. */
  name: string;
}

/** What {@link getVariable} finds. */
export type GetVariableResult = Found<typeof fields, "name" | "value" | "tags">;

/**
 * Looks up a variable that exists, by its name.
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

import type { Declarations } from "./declarations.js";
import type { NeutralTypes } from "./neutral-types.js";
import { capitalized, type FunctionSpec, notInPlugins } from "./spec.js";

/** A function that looks something up. */
export function functionOf(
  name: string,
  secrets: readonly string[],
  declarations: Declarations,
  types: NeutralTypes,
): FunctionSpec {
  const { description } = declarations.documentationOf(declarations.symbolOf(name));
  const { args, result } = declarations.signatureOf(name);
  const { properties, required } = types.propertiesOf(args, capitalized(name));
  for (const input of notInPlugins) delete properties[input];
  const outputs = types.propertiesOf(result, capitalized(name));
  for (const secret of secrets) outputs.properties[secret] = { ...outputs.properties[secret], secret: true };
  return { description: description!, inputs: { properties, required }, outputs };
}

import type { Fields } from "../../sdk/src/engine/field.js";
import type { Declarations } from "./declarations.js";
import type { NeutralTypes } from "./neutral-types.js";
import type { PackageSpec, Properties } from "./spec.js";

/** The provider and the stack's config, which have the same settings of a connection. */
export function providerOf(
  settings: Fields,
  declarations: Declarations,
  types: NeutralTypes,
): Pick<PackageSpec, "config" | "provider"> {
  const { properties } = types.propertiesOf(declarations.typeOf("ConnectionSettings")!, "");
  const variables: Properties = Object.fromEntries(
    Object.entries(settings).map(([name, { secret }]) => [name, { ...properties[name], ...(secret && { secret }) }]),
  );
  const { description } = declarations.documentationOf(declarations.symbolOf("ConnectionSettings"));
  return {
    config: { variables },
    provider: { description: description!, inputProperties: variables, requiredInputs: [] },
  };
}

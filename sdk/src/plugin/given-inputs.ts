import { CheckRequest } from "@pulumi/pulumi/proto/provider_pb";
import { nearest } from "../checks/nearest.js";
import type { ConfigReader } from "../config.js";
import type { Definition } from "../engine/definition.js";
import type { Properties } from "./properties.js";

/** What a program gives; a `null` is what other languages write for what is left out. */
export function givenTo({ nullable = [] }: Definition, values: Properties): Properties {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => value !== null || nullable.includes(name)),
  );
}

/**
 * What is wrong with what a program gives, before it is looked at as inputs of the kind. Sets the name that the stack's
 * configuration of names makes up.
 *
 * @param olds inputs of the last time, if there was one
 */
export function faultOfGiven(
  definition: Definition,
  given: Properties,
  olds: Properties,
  request: CheckRequest,
  config: ConfigReader,
): string | undefined {
  return (
    faultOfNames(definition, Object.keys(given)) ??
    faultOfName(definition, given, olds, request) ??
    faultOfConnection(given, config)
  );
}

function faultOfNames({ properties, given = [] }: Definition, names: readonly string[]): string | undefined {
  const known = [...properties, ...given, "adopt", "connection"];
  const other = names.find((name) => !known.includes(name));
  if (other === undefined) return undefined;
  return `\`${other}\` is no input of it${nearest(other, known)}`;
}

/** Sets the name that the stack's configuration of names gives to what is new, where a program gives none. */
function faultOfName(
  { fields = {} }: Definition,
  given: Properties,
  olds: Properties,
  request: CheckRequest,
): string | undefined {
  const autonaming = request.getAutonaming();
  if (!autonaming || !fields.name?.namedLikeResource || given.name !== undefined) return undefined;
  const { PROPOSE, ENFORCE, DISABLE } = CheckRequest.AutonamingOptions.Mode;
  if (autonaming.getMode() !== PROPOSE && olds.name !== undefined) {
    // Names that the configuration makes up may differ from one time to the next.
    given.name = olds.name;
    return undefined;
  }
  if (autonaming.getMode() === DISABLE) return "`name` is missing, and `pulumi:autonaming` is disabled; write a name";
  if (autonaming.getMode() === ENFORCE) given.name = autonaming.getProposedName();
  return undefined;
}

/** The engine tells a plugin nothing of what a stack's config has for connections with names. */
function faultOfConnection({ connection }: Properties, config: ConfigReader): string | undefined {
  if (typeof connection !== "string" || config.get(`syntask-${connection}:apiUrl`)) return undefined;
  return `\`connection\` "${connection}" cannot be told to a plugin; give the resource a \`syntask:Provider\` with its \`apiUrl\`, or serve the stack by the dynamic provider: \`pulumi config set syntask:binding dynamic\``;
}

import type { NormalizeContext, Values } from "../engine/normalize.js";
import type { FlowStorage } from "../storage/flow-storage.js";

type Properties = Record<string, any>;

/**
 * Inputs of a deployment whose storage comes later as a whole, as other languages give it: what follows from it comes later
 * too. Only the flow is taken for that of the last `up` until then, or a storage that changes would seem to replace the
 * deployment.
 */
export function withLateStorage(
  { storage, ...inputs }: Properties,
  jobVariables: unknown,
  values: Values,
  { olds }: Pick<NormalizeContext, "olds">,
): Properties {
  const later = (compute: (storage: FlowStorage, ours: object) => unknown) =>
    values.apply([storage, jobVariables ?? {}], compute);
  const isSameFunction = olds !== undefined && olds.entrypoint === inputs.entrypoint;
  // A storage of code has none, and an image always has some.
  const hadNone = olds !== undefined && olds.jobVariables === undefined && jobVariables === undefined;
  const ofCode = (name: string) => inputs[name] ?? (isSameFunction ? olds[name] : later(() => undefined));
  return {
    ...inputs,
    flow: ofCode("flow"),
    parameterOpenApiSchema: ofCode("parameterOpenApiSchema"),
    description: ofCode("description"),
    pullSteps: later(({ pullSteps }) => pullSteps),
    jobVariables: hadNone ? undefined : later((known, ours) => ({ ...known.jobVariables, ...ours })),
  };
}

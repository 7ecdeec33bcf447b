import type * as pulumi from "@pulumi/pulumi";

/** An output as the SDK has it: with the value that the engine answered, and `undefined` where it answered none. */
interface RawOutput extends pulumi.Output<unknown> {
  promise(withUnknowns: true): Promise<unknown>;
}

/**
 * An output of a resource by which an input is echoed. In a preview the engine answers with the inputs alone, and the SDK
 * takes every output that it does not answer for unknown. An input without an answer is not unknown: it is empty, and no
 * provider fills it in.
 *
 * @param answer known as soon as the engine has answered, unless it could not ask the provider
 */
export function answeredOutput(
  resource: pulumi.Resource,
  name: string,
  answer: pulumi.Output<unknown> = resource.urn,
): pulumi.Output<unknown> {
  const output = (resource as unknown as Record<string, RawOutput>)[name]!;
  const answered = answer.apply(() => output.promise(true));
  return answered.apply((value) => (value === undefined ? undefined : output)) as pulumi.Output<unknown>;
}

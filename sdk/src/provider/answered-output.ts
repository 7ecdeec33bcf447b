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
 * @param echoed what the SDK has made of it
 * @param answer known as soon as the engine has answered, unless it could not ask the provider
 */
export function answeredOutput(echoed: pulumi.Output<unknown>, answer: pulumi.Output<unknown>): pulumi.Output<unknown> {
  const answered = answer.apply(() => (echoed as RawOutput).promise(true));
  return answered.apply((value) => (value === undefined ? undefined : echoed)) as pulumi.Output<unknown>;
}

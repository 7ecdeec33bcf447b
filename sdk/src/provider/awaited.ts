import * as pulumi from "@pulumi/pulumi";

/** An output as the SDK has it: a promise for each thing that is known of it. */
interface RawOutput {
  promise(withUnknowns: true): Promise<unknown>;
  isKnown: Promise<unknown>;
  isSecret: Promise<unknown>;
  allResources(): Promise<unknown>;
}

/**
 * Says of outputs and promises, at any depth, that something waits for them: the SDK tells of one that has failed when the
 * resource that it belongs to can be registered. Of one that fails before, Node.js would write a
 * `PromiseRejectionHandledWarning`.
 *
 * @returns the value as it is
 */
export function awaited<T>(value: T): T {
  if (pulumi.Output.isInstance(value)) {
    const output = value as unknown as RawOutput;
    void Promise.allSettled([output.promise(true), output.isKnown, output.isSecret, output.allResources()]);
  } else if (value instanceof Promise) {
    void Promise.allSettled([value]);
  } else if (typeof value === "object" && value !== null && !pulumi.Resource.isInstance(value)) {
    Object.values(value).forEach(awaited);
  }
  return value;
}

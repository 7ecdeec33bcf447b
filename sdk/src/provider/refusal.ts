import * as pulumi from "@pulumi/pulumi";

/** Stops a component with a reason, in its name. */
export type Refuse = (reason: string) => never;

/** @returns what throws a `RunError` that names the component; a full stop ends it once */
export const refuseFor =
  (component: string, name: string): Refuse =>
  (reason) => {
    throw lastingError(`${component} "${name}": ${reason.replace(/\.$/, "")}.`);
  };

/**
 * An error for an output to fail with. The SDK shows it as it is: without a stack, and without the names of the inputs that
 * wait for the output, which it writes before the message of any other.
 */
export function lastingError(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  for (const property of ["message", "stack"])
    Object.defineProperty(error, property, { get: () => message, set: () => {} });
  return error;
}

import * as pulumi from "@pulumi/pulumi";

/** Stops a component with a reason, in its name. */
export type Refuse = (reason: string) => never;

/** @returns what throws a `RunError` that names the component; a full stop ends it once */
export const refuseFor =
  (component: string, name: string): Refuse =>
  (reason) => {
    throw new pulumi.RunError(`${component} "${name}": ${reason.replace(/\.$/, "")}.`);
  };

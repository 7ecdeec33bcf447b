import type * as pulumi from "@pulumi/pulumi";

interface Named {
  readonly name: pulumi.Output<string>;
}

/** The name of something that is given by itself or by its name. */
export function nameOf(given: pulumi.Input<string> | Named | undefined): pulumi.Input<string> | undefined {
  return isNamed(given) ? given.name : given;
}

const isNamed = (given: pulumi.Input<string> | Named | undefined): given is Named =>
  typeof given === "object" && "urn" in given && "name" in given;

import * as pulumi from "@pulumi/pulumi";
import type { Definition } from "./definition.js";
import { stub, typePrefix } from "./stub.js";

/** Inputs that every Syntask resource takes and that never show as a change on the server. */
export interface CommonArgs {
  /**
   * Take over an object of the same natural key that exists already and differs from these args.
   * An existing object that equals them is always taken over.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
  /**
   * Workspace to use: `"prod"` reads `syntask-prod:apiUrl` and `syntask-prod:apiKey` from the stack's config.
   * @default the `syntask:*` config, then `SYNTASK_*` variables, then the active profile
   */
  connection?: pulumi.Input<string>;
}

/** Base of every resource: hands the inputs of a definition to the engine. */
export abstract class SyntaskResource extends pulumi.CustomResource {
  /**
   * @internal
   * @param props every input of the definition; output-only properties as `undefined`
   */
  protected constructor(
    definition: Definition,
    name: string,
    props: pulumi.Inputs,
    opts?: pulumi.CustomResourceOptions,
  ) {
    const secrets = definition.secrets ?? [];
    const inputs: pulumi.Inputs = { ...props };
    for (const property of secrets) {
      if (inputs[property] !== undefined) inputs[property] = pulumi.secret(inputs[property]);
    }
    super(
      typePrefix + definition.kind,
      name,
      { ...inputs, __provider: stub(definition.kind) },
      pulumi.mergeOptions({ additionalSecretOutputs: [...secrets] }, opts),
    );
  }
}

import type * as pulumi from "@pulumi/pulumi";
import type { Json, ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { BlockResource } from "./block-resource.js";
import { defineTypedBlock } from "./typed-block.js";

export interface SecretArgs extends CommonArgs {
  /**
   * Unique among secrets: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Any JSON value; secret. The server shows an object in clear to everybody who can read blocks, a text to nobody. */
  value: pulumi.Input<Json>;
}

/**
 * A secret value that pull steps and flows refer to.
 *
 * @example
 * ```ts
 * const token = new syntask.Secret("git-token", { value: config.requireSecret("gitToken") });
 * ```
 */
export class Secret extends BlockResource {
  declare readonly value: pulumi.Output<Json>;

  constructor(name: string, args: SecretArgs, opts?: pulumi.CustomResourceOptions) {
    super(Secret.definition, name, "secret", { ...args, name: args.name ?? name }, opts);
  }

  /** @internal */
  static readonly definition = defineTypedBlock<SecretInputs>({
    kind: "Secret",
    noun: "secret block",
    slug: "secret",
    fields: { value: { required: true, secret: true } },
  });
}

interface SecretInputs extends ProviderInputs {
  name: string;
  value: Json;
}

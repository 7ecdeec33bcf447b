import type * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { BlockResource } from "./block-resource.js";
import { defineTypedBlock } from "./typed-block.js";

export interface DockerRegistryCredentialsArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Name to log in with. */
  username: pulumi.Input<string>;
  /** Password or token; secret. */
  password: pulumi.Input<string>;
  /** Such as `registry.example.com`. */
  registryUrl: pulumi.Input<string>;
  /** Whether a worker logs in anew for each run. @default true */
  reauth?: pulumi.Input<boolean>;
}

/**
 * A user of a container registry.
 */
export class DockerRegistryCredentials extends BlockResource {
  declare readonly username: pulumi.Output<string>;
  declare readonly password: pulumi.Output<string>;
  declare readonly registryUrl: pulumi.Output<string>;
  declare readonly reauth: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: DockerRegistryCredentialsArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      DockerRegistryCredentials.definition,
      name,
      "docker-registry-credentials",
      { ...args, name: args.name ?? name },
      opts,
    );
  }

  /** @internal */
  static readonly definition = defineTypedBlock<DockerRegistryCredentialsInputs>({
    kind: "DockerRegistryCredentials",
    noun: "Docker registry credentials block",
    slug: "docker-registry-credentials",
    fields: {
      username: { required: true },
      password: { required: true, secret: true },
      registryUrl: { required: true },
      reauth: { default: true },
    },
  });
}

interface DockerRegistryCredentialsInputs extends ProviderInputs {
  name: string;
  username: string;
  password: string;
  registryUrl: string;
  reauth?: boolean;
}

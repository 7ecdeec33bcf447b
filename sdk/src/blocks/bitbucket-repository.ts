import type * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import type { BitbucketCredentials } from "./bitbucket-credentials.js";
import { BlockResource, documentIdOf } from "./block-resource.js";
import { defineTypedBlock } from "./typed-block.js";

export interface BitbucketRepositoryArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** URL of the repository. */
  repository: pulumi.Input<string>;
  /** Branch or tag. @default the repository's default branch */
  branch?: pulumi.Input<string>;
  /** Credentials block, or the id of its document. @default none */
  bitbucketCredentials?: pulumi.Input<string> | BitbucketCredentials;
}

/**
 * A repository on Bitbucket, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class BitbucketRepository extends BlockResource {
  declare readonly repository: pulumi.Output<string>;
  declare readonly branch: pulumi.Output<string | undefined>;
  declare readonly bitbucketCredentials: pulumi.Output<string | undefined>;

  constructor(name: string, args: BitbucketRepositoryArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      BitbucketRepository.definition,
      name,
      "bitbucket-repository",
      { ...args, name: args.name ?? name, bitbucketCredentials: documentIdOf(args.bitbucketCredentials) },
      opts,
    );
  }

  /** @internal */
  static readonly definition = defineTypedBlock<BitbucketRepositoryInputs>({
    kind: "BitbucketRepository",
    noun: "Bitbucket repository block",
    slug: "bitbucket-repository",
    fields: {
      repository: { required: true },
      branch: { wire: "reference" },
      bitbucketCredentials: { reference: true },
    },
  });
}

interface BitbucketRepositoryInputs extends ProviderInputs {
  name: string;
  repository: string;
  branch?: string;
  bitbucketCredentials?: string;
}

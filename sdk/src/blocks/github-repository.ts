import type * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { BlockResource, documentIdOf } from "./block-resource.js";
import type { GitHubCredentials } from "./github-credentials.js";
import { defineTypedBlock } from "./typed-block.js";

export interface GitHubRepositoryArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** URL of the repository. */
  repositoryUrl: pulumi.Input<string>;
  /** Branch or tag. @default the repository's default branch */
  branch?: pulumi.Input<string>;
  /** Credentials block, or the id of its document. @default none */
  credentials?: pulumi.Input<string> | GitHubCredentials;
}

/**
 * A repository on GitHub, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class GitHubRepository extends BlockResource {
  declare readonly repositoryUrl: pulumi.Output<string>;
  declare readonly branch: pulumi.Output<string | undefined>;
  declare readonly credentials: pulumi.Output<string | undefined>;

  constructor(name: string, args: GitHubRepositoryArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      GitHubRepository.definition,
      name,
      "github-repository",
      { ...args, name: args.name ?? name, credentials: documentIdOf(args.credentials) },
      opts,
    );
  }

  /** @internal */
  static readonly definition = defineTypedBlock<GitHubRepositoryInputs>({
    kind: "GitHubRepository",
    noun: "GitHub repository block",
    slug: "github-repository",
    fields: {
      repositoryUrl: { required: true },
      branch: { wire: "reference" },
      credentials: { reference: true },
    },
  });
}

interface GitHubRepositoryInputs extends ProviderInputs {
  name: string;
  repositoryUrl: string;
  branch?: string;
  credentials?: string;
}

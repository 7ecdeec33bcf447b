import type * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { BlockResource, documentIdOf } from "./block-resource.js";
import type { GitLabCredentials } from "./gitlab-credentials.js";
import { defineTypedBlock } from "./typed-block.js";

export interface GitLabRepositoryArgs extends CommonArgs {
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
  credentials?: pulumi.Input<string> | GitLabCredentials;
}

/**
 * A repository on GitLab, for flows that use the block.
 *
 * @deprecated A legacy storage block: deployments name pull steps instead, by a flow storage such as `GitFlowStorage`.
 */
export class GitLabRepository extends BlockResource {
  declare readonly repository: pulumi.Output<string>;
  declare readonly branch: pulumi.Output<string | undefined>;
  declare readonly credentials: pulumi.Output<string | undefined>;

  constructor(name: string, args: GitLabRepositoryArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      GitLabRepository.definition,
      name,
      "gitlab-repository",
      { ...args, name: args.name ?? name, credentials: documentIdOf(args.credentials) },
      opts,
    );
  }

  /** @internal */
  static readonly definition = defineTypedBlock<GitLabRepositoryInputs>({
    kind: "GitLabRepository",
    noun: "GitLab repository block",
    slug: "gitlab-repository",
    fields: {
      repository: { required: true },
      branch: { wire: "reference" },
      credentials: { reference: true },
    },
  });
}

interface GitLabRepositoryInputs extends ProviderInputs {
  name: string;
  repository: string;
  branch?: string;
  credentials?: string;
}

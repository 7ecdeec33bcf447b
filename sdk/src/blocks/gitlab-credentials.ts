import type * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { BlockResource } from "./block-resource.js";
import { defineTypedBlock } from "./typed-block.js";

export interface GitLabCredentialsArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Access token with the scope `read_repository`; secret. */
  token: pulumi.Input<string>;
  /** Base URL of a self-hosted GitLab, for flows that use its API; a clone does not read it. @default none */
  url?: pulumi.Input<string>;
}

/** A token for GitLab. */
export class GitLabCredentials extends BlockResource {
  declare readonly token: pulumi.Output<string>;
  declare readonly url: pulumi.Output<string | undefined>;

  constructor(name: string, args: GitLabCredentialsArgs, opts?: pulumi.CustomResourceOptions) {
    super(GitLabCredentials.definition, name, "gitlab-credentials", { ...args, name: args.name ?? name }, opts);
  }

  /** @internal */
  static readonly definition = defineTypedBlock<GitLabCredentialsInputs>({
    kind: "GitLabCredentials",
    noun: "GitLab credentials block",
    slug: "gitlab-credentials",
    fields: { token: { required: true, secret: true }, url: {} },
  });
}

interface GitLabCredentialsInputs extends ProviderInputs {
  name: string;
  token: string;
  url?: string;
}

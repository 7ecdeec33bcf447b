import type * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { BlockResource } from "./block-resource.js";
import { defineTypedBlock } from "./typed-block.js";

export interface GitHubCredentialsArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Personal or app token that can read the repository; secret. */
  token: pulumi.Input<string>;
}

/** A token for GitHub. */
export class GitHubCredentials extends BlockResource {
  declare readonly token: pulumi.Output<string>;

  constructor(name: string, args: GitHubCredentialsArgs, opts?: pulumi.CustomResourceOptions) {
    super(GitHubCredentials.definition, name, "github-credentials", { ...args, name: args.name ?? name }, opts);
  }

  /** @internal */
  static readonly definition = defineTypedBlock<GitHubCredentialsInputs>({
    kind: "GitHubCredentials",
    noun: "GitHub credentials block",
    slug: "github-credentials",
    fields: { token: { required: true, secret: true } },
  });
}

interface GitHubCredentialsInputs extends ProviderInputs {
  name: string;
  token: string;
}

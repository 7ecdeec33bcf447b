import type * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { BlockResource } from "./block-resource.js";
import { defineTypedBlock } from "./typed-block.js";

export interface BitbucketCredentialsArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Repository, project or workspace access token; secret. Instead of `username` and `password`. @default none */
  token?: pulumi.Input<string>;
  /** Together with `password`. @default none */
  username?: pulumi.Input<string>;
  /** App password or, on Bitbucket Server, HTTP access token; secret. @default none */
  password?: pulumi.Input<string>;
  /** Base URL of the API, for flows that use it; a clone does not read it. @default https://api.bitbucket.org/ */
  url?: pulumi.Input<string>;
}

/** A token, or a user and a password, for Bitbucket. */
export class BitbucketCredentials extends BlockResource {
  declare readonly token: pulumi.Output<string | undefined>;
  declare readonly username: pulumi.Output<string | undefined>;
  declare readonly password: pulumi.Output<string | undefined>;
  declare readonly url: pulumi.Output<string | undefined>;

  constructor(name: string, args: BitbucketCredentialsArgs, opts?: pulumi.CustomResourceOptions) {
    super(BitbucketCredentials.definition, name, "bitbucket-credentials", { ...args, name: args.name ?? name }, opts);
  }

  /** @internal */
  static readonly definition = defineTypedBlock<BitbucketCredentialsInputs>({
    kind: "BitbucketCredentials",
    noun: "Bitbucket credentials block",
    slug: "bitbucket-credentials",
    fields: {
      token: { secret: true },
      username: {},
      password: { secret: true },
      url: { default: "https://api.bitbucket.org/" },
    },
    // A clone refuses these. Source: `syntask/flow-storage.md`, section 3.
    check({ token, username, password }, problems, { isUnknown }) {
      const given = (property: "token" | "username" | "password", value: unknown) =>
        value !== undefined || isUnknown(property);
      if (given("username", username) && !given("password", password)) {
        problems.add(
          "username",
          "is given without `password`, and a clone refuses that; write the token as `password`, or leave `username` out",
        );
      } else if (!given("token", token) && !given("password", password)) {
        problems.add("token", "is missing; write `token`, or `username` and `password`");
      }
    },
  });
}

interface BitbucketCredentialsInputs extends ProviderInputs {
  name: string;
  token?: string;
  username?: string;
  password?: string;
  url?: string;
}

import type * as pulumi from "@pulumi/pulumi";
import type { Client } from "../api/client.js";
import { documentBehind } from "../blocks/block-document.js";
import type { ProviderInputs } from "../engine/definition.js";
import { defineEffect } from "../engine/effect.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import { checkGitAddress, isVerifiable } from "./git-address.js";
import { checkRemote } from "./git-ls-remote.js";
import { gitUserInfo } from "./git-user-info.js";

/** @internal */
export interface GitAccessCheckArgs extends CommonArgs {
  repository: pulumi.Input<string>;
  branch?: pulumi.Input<string>;
  /** What stands before the `@` in the URL that a worker clones; secret. */
  userInfo?: pulumi.Input<string>;
  /** Placeholder of the block that holds the credentials, where the program does not know them. */
  credentials?: pulumi.Input<string>;
  /** User of the token in that block. */
  username?: pulumi.Input<string>;
}

/**
 * A remote that was verified: making or changing it lists the remote's branches and tags with a worker's credentials.
 *
 * @internal
 */
export class GitAccessCheck extends SyntaskResource {
  constructor(name: string, args: GitAccessCheckArgs, opts?: pulumi.CustomResourceOptions) {
    super(GitAccessCheck.definition, name, { ...args }, opts);
  }

  /** @internal */
  static override readonly definition = defineEffect<GitAccessCheckInputs>({
    kind: "GitAccessCheck",
    formerKinds: ["GitRemote"],
    noun: "git repository",
    label: ({ repository }) => repository ?? "",
    properties: ["repository", "branch", "userInfo", "credentials", "username"],
    secrets: ["userInfo"],
    defaults: { branch: null, userInfo: null, credentials: null, username: null },

    check({ repository, branch, userInfo, credentials }, failures, { isUnknown }) {
      if (repository === undefined) return;
      const isPrivate = [userInfo, credentials].some(Boolean) || isUnknown("userInfo") || isUnknown("credentials");
      checkGitAddress("", { repository, branch }, isPrivate, failures);
    },

    idOf: (_, { repository }) => repository,
    apply: verify,
  });
}

interface GitAccessCheckInputs extends ProviderInputs {
  repository: string;
  branch?: string;
  userInfo?: string;
  credentials?: string;
  username?: string;
}

async function verify(client: Client, inputs: GitAccessCheckInputs): Promise<void> {
  const { repository, branch, userInfo, credentials } = inputs;
  if (!isVerifiable(repository)) return;
  await checkRemote({ repository, branch }, userInfo ?? (credentials && (await userInfoOf(client, inputs))));
}

async function userInfoOf(
  client: Client,
  { repository, credentials: placeholder, username }: GitAccessCheckInputs,
): Promise<string> {
  const document = await documentBehind(client, placeholder!);
  const { value, access_token, ...values } = document.data as Record<string, string>;
  if (value !== undefined && typeof value !== "string") throw new Error(`${placeholder} holds no text; write a token`);
  const user = username ?? values.username;
  return gitUserInfo(new URL(repository).host, { ...values, username: user, accessToken: access_token ?? value });
}

import type * as pulumi from "@pulumi/pulumi";
import type { Client } from "../api/client.js";
import { findDocument } from "../blocks/block-document.js";
import { define, type ProviderInputs } from "../provider/definition.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import { checkGitAddress, isVerifiable } from "./git-address.js";
import { checkRemote } from "./git-ls-remote.js";
import { gitUserInfo } from "./git-user-info.js";

/** @internal */
export interface GitRemoteArgs extends CommonArgs {
  repository: pulumi.Input<string>;
  branch?: pulumi.Input<string>;
  /** What stands before the `@` in the URL that a worker clones; secret. */
  userInfo?: pulumi.Input<string>;
  /** Placeholder of the block that holds the credentials, where the program does not know them. */
  credentials?: pulumi.Input<string>;
}

/**
 * A remote that was verified: making or changing it lists the remote's branches and tags with a worker's credentials.
 *
 * @internal
 */
export class GitRemote extends SyntaskResource {
  constructor(name: string, args: GitRemoteArgs, opts?: pulumi.CustomResourceOptions) {
    super(GitRemote.definition, name, { ...args }, opts);
  }

  /** @internal */
  static readonly definition = define<GitRemoteInputs>({
    kind: "GitRemote",
    noun: "git repository",
    label: ({ repository }) => repository ?? "",
    properties: ["repository", "branch", "userInfo", "credentials"],
    replaceOn: [],
    naturalKey: [],
    secrets: ["userInfo"],
    defaults: { branch: null, userInfo: null, credentials: null },

    check({ repository, branch, userInfo, credentials }, problems, { isUnknown }) {
      if (repository === undefined) return;
      const isPrivate = [userInfo, credentials].some(Boolean) || isUnknown("userInfo") || isUnknown("credentials");
      checkGitAddress("", { repository, branch }, isPrivate, problems);
    },

    async find() {
      return undefined;
    },

    async create(client, inputs) {
      await verify(client, inputs);
      return { id: inputs.repository, state: {} };
    },

    async read(_, id) {
      return { id, inputs: {}, state: {} };
    },

    async update(client, _, inputs) {
      await verify(client, inputs);
      return {};
    },

    async delete() {},
  });
}

interface GitRemoteInputs extends ProviderInputs {
  repository: string;
  branch?: string;
  userInfo?: string;
  credentials?: string;
}

async function verify(client: Client, { repository, branch, userInfo, credentials }: GitRemoteInputs): Promise<void> {
  if (!isVerifiable(repository)) return;
  await checkRemote(
    { repository, branch },
    userInfo ?? (credentials && (await userInfoOf(client, credentials, repository))),
  );
}

async function userInfoOf(client: Client, placeholder: string, repository: string): Promise<string> {
  const [, slug, name] = /^{{\s*\w+\.blocks\.([a-z0-9-]+)\.([a-z0-9-]+)\s*}}$/.exec(placeholder) ?? [];
  if (!slug || !name) throw new Error(`${placeholder} is not a placeholder of a block; write a block's \`reference\``);
  const document = await findDocument(client, slug, name);
  if (!document) throw new Error(`there is no block "${slug}/${name}", which ${placeholder} names; make it first`);
  const { value, access_token, ...values } = document.data as Record<string, string>;
  return gitUserInfo(new URL(repository).host, { ...values, accessToken: access_token ?? value });
}

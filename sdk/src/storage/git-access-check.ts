import type { Client } from "../api/client.js";
import { parseVersion, serverVersion } from "../api/server-version.js";
import { documentBehind } from "../blocks/block-document.js";
import { defineEffect } from "../engine/effect.js";
import { type InputsOf, text } from "../engine/field.js";
import { type InnerArgsOf, type InnerClass, innerResource } from "../provider/define-resource.js";
import { checkGitAddress, isVerifiable } from "./git-address.js";
import { checkRemote } from "./git-ls-remote.js";
import { gitUserInfo } from "./git-user-info.js";

const fields = {
  repository: text({ required: true }),
  branch: text({ default: null }),
  /** What stands before the `@` in the URL that a worker clones. */
  userInfo: text({ default: null, secret: true }),
  /** Placeholder of the block that holds the credentials, where the program does not know them. */
  credentials: text({ default: null }),
  /** User of the token in that block. */
  username: text({ default: null }),
  /** Version of the workers, where it is not the server's. */
  workerVersion: text({ default: null }),
};

/** @internal */
export type GitAccessCheckArgs = InnerArgsOf<typeof fields>;
type Inputs = InputsOf<typeof fields>;

const Base: InnerClass<typeof fields> = innerResource(
  defineEffect(fields, {
    kind: "GitAccessCheck",
    formerKinds: ["GitRemote"],
    noun: "git repository",
    label: ({ repository }) => repository ?? "",

    check({ repository, branch, userInfo, credentials }, failures, { isUnknown }) {
      if (repository === undefined) return;
      const isPrivate = [userInfo, credentials].some(Boolean) || isUnknown("userInfo") || isUnknown("credentials");
      checkGitAddress("", { repository, branch }, isPrivate, failures);
    },

    idOf: (_, { repository }) => repository,
    apply: verify,
  }),
);

/**
 * A remote that was verified: making or changing it lists the remote's branches and tags with a worker's credentials.
 *
 * @internal
 */
export class GitAccessCheck extends Base {}

async function verify(client: Client, inputs: Inputs): Promise<void> {
  const { repository, branch, userInfo, credentials } = inputs;
  if (!isVerifiable(repository)) return;
  await checkRemote({ repository, branch }, userInfo ?? (credentials && (await userInfoOf(client, inputs))));
}

async function userInfoOf(client: Client, inputs: Inputs): Promise<string> {
  const { repository, credentials: placeholder, username, workerVersion } = inputs;
  const document = await documentBehind(client, placeholder!);
  const { value, access_token, ...values } = document.data as Record<string, string>;
  if (value !== undefined && typeof value !== "string") throw new Error(`${placeholder} holds no text; write a token`);
  const user = username ?? values.username;
  const worker = parseVersion(workerVersion) ?? (await serverVersion(client));
  return gitUserInfo(
    new URL(repository).host,
    { ...values, username: user, accessToken: access_token ?? value },
    worker,
  );
}

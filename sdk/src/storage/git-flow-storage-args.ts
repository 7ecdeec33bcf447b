import { parseVersion } from "../api/server-version.js";
import type { BitbucketCredentials } from "../blocks/bitbucket-credentials.js";
import type { GitHubCredentials } from "../blocks/github-credentials.js";
import type { GitLabCredentials } from "../blocks/gitlab-credentials.js";
import { faultOfReference } from "../checks/references.js";
import { type ArgsOf, commonArgs, flag, inTypeScript, list, text } from "../provider/component-args.js";
import { faultOfCommit } from "./git-address.js";
import { faultOfPlaceholder, type SecretBlock } from "./git-token.js";

/** A credentials block of a git host. */
export type GitCredentials = GitHubCredentials | GitLabCredentials | BitbucketCredentials;

const own = {
  /** URL of the repository to clone. Credentials are used with `https://` only. */
  repository: text({ required: true }),
  /** Branch or tag. Not together with `commitSha`. @default the remote's default branch */
  branch: text(),
  /**
   * Commit, by its 40 characters: deployments run this one until it is changed. For workers from 3.4.0; the `up` does not look
   * for it.
   */
  commitSha: text({ check: faultOfCommit }),
  /** Folders to check out, and no others but the files at the top. For workers from 3.1.11. @default all */
  directories: list(text())(),
  /** Name of the folder that workers clone into. For workers from 3.6.9. @default that of the repository, with the branch */
  cloneDirectoryName: text(),
  /**
   * Access token that can read the repository, for which a `Secret` block is made; secret. In TypeScript also a `Secret` that
   * something else has made: the resource, what `getBlock` found, or its `reference`; for workers before 3.6.27 such a block holds
   * the token encoded as a URL wants it. Not together with `tokenReference` or `credentials`.
   */
  accessToken: text({ secret: true, sugar: inTypeScript<SecretBlock>() }),
  /** Placeholder of a `Secret` that something else has made: its `reference`. Instead of `accessToken`. */
  tokenReference: text({ check: faultOfPlaceholder }),
  /** Credentials block of the host: a placeholder of one, or in TypeScript the resource. Not together with `accessToken`. */
  credentials: text({ check: faultOfReference, sugar: inTypeScript<GitCredentials>() }),
  /**
   * User of `accessToken`, for hosts that want one: `oauth2` for a GitLab whose host name does not say so, a deploy
   * token's name, a Bitbucket user.
   * @default what the host's name calls for
   */
  username: text(),
  /**
   * Version of Prefect that the workers run, such as `3.6.27`, where it is not the server's: from that one on they encode credentials
   * themselves, and older ones are given them encoded. It also says whether they take `commitSha`, `directories` and
   * `cloneDirectoryName`.
   * @default the server's
   */
  workerVersion: text({ plain: true, check: faultOfVersion }),
  /** Whether submodules are cloned too. @default false */
  includeSubmodules: flag(),
  /** Name of the `Secret` block that is made. @default the component's name and `-token`, in lowercase with dashes */
  tokenBlockName: text(),
  /**
   * Whether `pulumi up` lists the remote's branches and tags with the worker's credentials, and fails when it cannot.
   * Needs `git` where Pulumi runs. What is not `https`, `http` or `file` is never verified.
   * @default true
   */
  verify: flag({ plain: true, default: true }),
};

export const gitFlowStorageArgs: typeof commonArgs & typeof own = { ...commonArgs, ...own };

/** The args of {@link GitFlowStorage}. */
export interface GitFlowStorageArgs extends ArgsOf<typeof gitFlowStorageArgs> {}

function faultOfVersion(version: string): string | undefined {
  return parseVersion(version) ? undefined : `is "${version}"; write a version such as "3.6.27"`;
}

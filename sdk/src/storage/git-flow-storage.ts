import * as pulumi from "@pulumi/pulumi";
import { isTakenBy, oldest, parseVersion, type ServerVersion, serverVersion } from "../api/server-version.js";
import { BitbucketCredentials } from "../blocks/bitbucket-credentials.js";
import { GitHubCredentials } from "../blocks/github-credentials.js";
import { GitLabCredentials } from "../blocks/gitlab-credentials.js";
import { Secret } from "../blocks/secret.js";
import { slugOf } from "../checks/names.js";
import { isPlaceholder } from "../checks/references.js";
import { CheckFailures } from "../engine/check-failures.js";
import { clientFor } from "../engine/connections.js";
import { SyntaskComponent } from "../provider/component.js";
import { readArgs } from "../provider/component-args.js";
import { isMocked } from "../provider/mocks.js";
import { stackConfig } from "../provider/program.js";
import { refuseFor } from "../provider/refusal.js";
import type { FlowStorage, PullStep } from "./flow-storage.js";
import { GitAccessCheck } from "./git-access-check.js";
import { checkGitAddress, isVerifiable } from "./git-address.js";
import { type GitCredentials, type GitFlowStorageArgs, gitFlowStorageArgs } from "./git-flow-storage-args.js";
import { faultOfPlaceholder, fieldOfBlock, placeholderIn } from "./git-token.js";
import {
  encodedForUrl,
  encodesCredentials,
  type GitCredentialValues,
  gitUserInfo,
  hostUser,
  isPlain,
  knowsHosts,
} from "./git-user-info.js";
import { gitClone } from "./pull-steps.js";

/**
 * Flow code in a git repository, which a worker clones for each run.
 *
 * @example
 * ```ts
 * const storage = new syntask.GitFlowStorage("flows", {
 *   repository: "https://github.com/example/flows.git",
 *   branch: "main",
 *   accessToken: config.requireSecret("gitToken"),
 * });
 * ```
 */
export class GitFlowStorage extends SyntaskComponent implements FlowStorage {
  static override readonly __pulumiType = "syntask:index:GitFlowStorage";
  /** @internal */
  static override readonly args = gitFlowStorageArgs;

  readonly pullSteps: pulumi.Output<PullStep[]>;

  /** @throws RunError when the args contradict each other or a worker would refuse them */
  constructor(name: string, args: GitFlowStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super(GitFlowStorage.__pulumiType, name, {}, opts);
    const { repository, branch, commitSha, accessToken, tokenReference, credentials, username } = args;
    const { adopt, connection } = args;
    const parent = this;
    const refuse = refuseFor("GitFlowStorage", name);
    const { verify, workerVersion } = readArgs(gitFlowStorageArgs, args, refuse);
    const placeholder = tokenReference ?? placeholderIn(accessToken);
    const hasToken = accessToken !== undefined || tokenReference !== undefined;
    refuseContradictions();
    refuseWhatWorkersRefuse();

    const token =
      accessToken === undefined || placeholder ? undefined : createToken(accessToken as pulumi.Input<string>);
    const userInfo = knownUserInfo();
    if (verify && (typeof repository !== "string" || isVerifiable(repository))) createVerification();
    const clone = gitClone({
      repository,
      branch,
      commitSha: forWorkersFrom("3.4.0", "commitSha"),
      directories: forWorkersFrom("3.1.11", "directories"),
      cloneDirectoryName: forWorkersFrom("3.6.9", "cloneDirectoryName"),
      includeSubmodules: args.includeSubmodules,
      ...access(),
    });
    this.pullSteps = pulumi.all([clone]);
    this.registerOutputs({ pullSteps: this.pullSteps });

    function refuseContradictions(): void {
      const ways = Object.entries({ accessToken, tokenReference, credentials }).filter(([, way]) => way !== undefined);
      const [one, other] = ways.map(([way]) => way);
      if (other !== undefined) refuse(`give \`${one}\` or \`${other}\`, not both`);
      if (branch !== undefined && commitSha !== undefined) refuse("give `branch` or `commitSha`, not both");
      if (username !== undefined && !hasToken) refuse("`username` belongs to `accessToken`, which is missing");
      if (args.tokenBlockName !== undefined && placeholder !== undefined)
        refuse("`tokenBlockName` names the block that is made for a token, and the token is in a block already");
    }

    /** What can be known before any output is; the rest is checked where it becomes known. */
    function refuseWhatWorkersRefuse(): void {
      if (typeof placeholder === "string") checkedPlaceholder(placeholder);
      if (typeof repository !== "string") return;
      const failures = new CheckFailures();
      const isPrivate = hasToken || credentials !== undefined;
      checkGitAddress("", { repository, branch: typeof branch === "string" ? branch : undefined }, isPrivate, failures);
      const [failure] = failures.lines;
      if (failure) refuse(failure);
      const hasUser = username !== undefined || (typeof accessToken === "string" && accessToken.includes(":"));
      if (
        accessToken !== undefined &&
        !placeholder &&
        !hasUser &&
        new URL(repository).host.includes("bitbucketserver")
      ) {
        refuse("Bitbucket Server wants a user with the token; give `username`");
      }
    }

    function createToken(value: pulumi.Input<string>): Secret {
      const blockName = args.tokenBlockName ?? slugOf(`${name}-token`);
      const encoded = pulumi.secret(pulumi.all([value, repository])).apply(async ([known, url]) => {
        if (isPlaceholder(known))
          return refuse("`accessToken` is a placeholder that is an output; give it as `tokenReference`");
        if (!encodesCredentials(await workerOf(known))) return encodedForUrl(known);
        const takesUser = /bitbucket|gitlab/.test(new URL(url).host);
        if (username === undefined && known.includes(":") && !takesUser)
          return refuse(
            "`accessToken` has a user in it, which a worker from 3.6.27 takes for a part of it; give `username`",
          );
        return known;
      });
      return new Secret(`${name}-token`, { name: blockName, value: encoded, adopt, connection }, { parent });
    }

    /** An arg that older workers fail on. Where their version is not known it is taken. */
    function forWorkersFrom<Name extends "commitSha" | "directories" | "cloneDirectoryName">(
      since: string,
      arg: Name,
    ): GitFlowStorageArgs[Name] {
      const given = args[arg];
      if (given === undefined) return undefined;
      const refuseOlder = (worker: ServerVersion, whose: string) => {
        if (isTakenBy(worker, { since })) return;
        refuse(
          `\`${arg}\` is for workers from ${since}, and ${whose} is ${worker.join(".")}; leave it out, or write \`workerVersion\` where they are newer`,
        );
      };
      const stated = parseVersion(workerVersion);
      if (stated) {
        refuseOlder(stated, "`workerVersion`");
        return given;
      }
      const checked = pulumi.all([given as pulumi.Input<unknown>]).apply(async ([known]) => {
        const worker = await programServerVersion(connection);
        if (worker) refuseOlder(worker, "the server");
        return known;
      });
      return checked as unknown as GitFlowStorageArgs[Name];
    }

    /** Version of the workers, where the texts are written in another way by some of them. */
    async function workerOf(...texts: (string | undefined)[]): Promise<ServerVersion> {
      if (workerVersion !== undefined) return parseVersion(workerVersion)!;
      return texts.every((text = "") => isPlain(text)) ? oldest : ((await programServerVersion(connection)) ?? oldest);
    }

    /**
     * How the clone step names the credentials. With a user they are an object, which every host's form accepts, and workers of
     * every version.
     */
    function access(): { [Way in "accessToken" | "credentials"]?: pulumi.Input<any> } {
      if (isCredentialsBlock(credentials)) return { credentials: blockOrToken(credentials) };
      if (credentials !== undefined) return { credentials };
      const reference = token?.reference ?? (placeholder && pulumi.output(placeholder).apply(checkedPlaceholder));
      if (!reference) return {};
      if (username !== undefined) return { credentials: { username: encodedUser()!, access_token: reference } };
      const known = token?.value ?? (Secret.isInstance(accessToken) ? accessToken.value : undefined);
      if (known === undefined || (typeof repository === "string" && !userOnHost(repository))) {
        return { accessToken: reference };
      }
      const user = pulumi.unsecret(
        pulumi
          .all([repository, known])
          .apply(([url, text]) => (String(text).includes(":") ? undefined : userOnHost(url))),
      );
      return {
        accessToken: pulumi.all([user, reference]).apply(([name, block]) => (name ? undefined : block)),
        credentials: pulumi
          .all([user, reference])
          .apply(([name, block]) => (name ? { username: name, access_token: block } : undefined)),
      };
    }

    /** A block, or the host's user and the block's token for workers that would leave the user out. */
    function blockOrToken(block: GitCredentials): pulumi.Output<string | object> {
      const own = block instanceof BitbucketCredentials ? block.username : undefined;
      return pulumi.all([repository, block.reference, own]).apply(async ([url, reference, blockUser]) => {
        const user = userOnHost(url);
        if (!user || blockUser || knowsHosts(await workerOf(notPlain))) return reference;
        return { username: user, access_token: fieldOfBlock(reference, "token") };
      });
    }

    function checkedPlaceholder(known: string): string {
      const fault = faultOfPlaceholder(known);
      return fault ? refuse(`\`${tokenReference === undefined ? "accessToken" : "tokenReference"}\` ${fault}`) : known;
    }

    function encodedUser(): pulumi.Output<string> | undefined {
      if (username === undefined) return undefined;
      return pulumi
        .output(username)
        .apply(async (user) => (encodesCredentials(await workerOf(user)) ? user : encodedForUrl(user)));
    }

    /** What a worker puts before the `@` of the URL, where the program knows it; a wrong form fails the preview. */
    function knownUserInfo(): pulumi.Output<string> | undefined {
      const values = credentialValues();
      if (!values) return undefined;
      return pulumi.secret(pulumi.all([repository, values])).apply(async ([url, known]) => {
        const failures = new CheckFailures();
        checkGitAddress("", { repository: url }, true, failures);
        if (failures.lines[0]) refuse(failures.lines[0]);
        try {
          const host = new URL(url).host;
          const isBlock = isCredentialsBlock(credentials);
          const worker = await workerOf(...Object.values(known), isBlock && hostUser(host) ? notPlain : "");
          if (isBlock && known.token && !known.username && !knowsHosts(worker)) {
            return gitUserInfo(host, { username: hostUser(host), accessToken: known.token }, worker);
          }
          // A component that writes the user itself depends on no worker's knowledge of hosts.
          const user =
            known.username ?? (known.accessToken?.includes(":") ? undefined : known.accessToken && hostUser(host));
          return gitUserInfo(host, { ...known, username: user }, worker);
        } catch (error) {
          return refuse((error as Error).message);
        }
      });
    }

    function credentialValues(): pulumi.Output<GitCredentialValues> | undefined {
      const secret = token ?? (Secret.isInstance(accessToken) ? accessToken : undefined);
      if (secret) {
        return pulumi.all([secret.value, encodedUser()]).apply(([value, known]) => {
          if (typeof value !== "string") return refuse("the `Secret` of `accessToken` holds no text; write a token");
          return { accessToken: value, username: known };
        });
      }
      if (credentials instanceof BitbucketCredentials) {
        const { token: value, username: user, password } = credentials;
        return pulumi.all([value, user, password]).apply(([t, u, p]) => ({ token: t, username: u, password: p }));
      }
      return isCredentialsBlock(credentials) ? credentials.token.apply((value) => ({ token: value })) : undefined;
    }

    function createVerification(): void {
      const block = placeholder ?? (isCredentialsBlock(credentials) ? undefined : credentials);
      const unknown = userInfo ? {} : { credentials: block, username: encodedUser(), workerVersion };
      new GitAccessCheck(
        `${name}-remote`,
        { repository, branch, userInfo, ...unknown, connection },
        { parent, dependsOn: token ? [token] : [] },
      );
    }
  }
}

/** Stands for a text that workers of some versions write in another way. */
const notPlain = ":";

/** The version of the server that a program's resources go to; `undefined` where it does not tell, and in a test with mocks. */
async function programServerVersion(connection: pulumi.Input<string> | undefined): Promise<ServerVersion | undefined> {
  if (isMocked()) return undefined;
  const name = typeof connection === "string" ? connection : undefined;
  // The resources of the program tell of a server that is not there.
  return serverVersion(clientFor(stackConfig, name)).catch(() => undefined);
}

const userOnHost = (repository: string): string | undefined =>
  /^https?:/.test(repository) ? hostUser(new URL(repository).host) : undefined;

const isCredentialsBlock = (value: GitFlowStorageArgs["credentials"]): value is GitCredentials =>
  value instanceof GitHubCredentials || value instanceof GitLabCredentials || value instanceof BitbucketCredentials;

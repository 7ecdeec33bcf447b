import * as pulumi from "@pulumi/pulumi";
import { BitbucketCredentials } from "../blocks/bitbucket-credentials.js";
import { GitHubCredentials } from "../blocks/github-credentials.js";
import { GitLabCredentials } from "../blocks/gitlab-credentials.js";
import { Secret } from "../blocks/secret.js";
import { slugOf } from "../checks/names.js";
import { isPlaceholder } from "../checks/references.js";
import { CheckFailures } from "../engine/check-failures.js";
import { SyntaskComponent } from "../provider/component.js";
import { readArgs } from "../provider/component-args.js";
import { refuseFor } from "../provider/refusal.js";
import type { FlowStorage, PullStep } from "./flow-storage.js";
import { GitAccessCheck } from "./git-access-check.js";
import { checkGitAddress, isVerifiable } from "./git-address.js";
import { type GitCredentials, type GitFlowStorageArgs, gitFlowStorageArgs } from "./git-flow-storage-args.js";
import { faultOfPlaceholder, placeholderIn } from "./git-token.js";
import { encodedForUrl, type GitCredentialValues, gitUserInfo } from "./git-user-info.js";
import { type GitCloneArgs, gitClone } from "./pull-steps.js";

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
    const { repository, branch, accessToken, tokenReference, credentials, username, includeSubmodules } = args;
    const { adopt, connection } = args;
    const parent = this;
    const refuse = refuseFor("GitFlowStorage", name);
    const { verify } = readArgs(gitFlowStorageArgs, args, refuse);
    const placeholder = tokenReference ?? placeholderIn(accessToken);
    const hasToken = accessToken !== undefined || tokenReference !== undefined;
    refuseContradictions();
    refuseWhatWorkersRefuse();

    const token =
      accessToken === undefined || placeholder ? undefined : createToken(accessToken as pulumi.Input<string>);
    const userInfo = knownUserInfo();
    if (verify && (typeof repository !== "string" || isVerifiable(repository))) createVerification();
    const clone = gitClone({ repository, branch, includeSubmodules, ...access() });
    this.pullSteps = pulumi.all([clone]);
    this.registerOutputs({ pullSteps: this.pullSteps });

    function refuseContradictions(): void {
      const ways = Object.entries({ accessToken, tokenReference, credentials }).filter(([, way]) => way !== undefined);
      const [one, other] = ways.map(([way]) => way);
      if (other !== undefined) refuse(`give \`${one}\` or \`${other}\`, not both`);
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
      const encoded = pulumi.secret(value).apply((known) => {
        if (!isPlaceholder(known)) return encodedForUrl(known);
        return refuse("`accessToken` is a placeholder that is an output; give it as `tokenReference`");
      });
      return new Secret(`${name}-token`, { name: blockName, value: encoded, adopt, connection }, { parent });
    }

    /** How the clone step names the credentials. With a user they are an object, which every host's form accepts. */
    function access(): Pick<GitCloneArgs, "accessToken" | "credentials"> {
      if (isCredentialsBlock(credentials)) return { credentials: credentials.reference };
      if (credentials !== undefined) return { credentials };
      const reference = token?.reference ?? (placeholder && pulumi.output(placeholder).apply(checkedPlaceholder));
      if (!reference) return {};
      if (username === undefined) return { accessToken: reference };
      return { credentials: { username: encodedUser()!, access_token: reference } };
    }

    function checkedPlaceholder(known: string): string {
      const fault = faultOfPlaceholder(known);
      return fault ? refuse(`\`${tokenReference === undefined ? "accessToken" : "tokenReference"}\` ${fault}`) : known;
    }

    function encodedUser(): pulumi.Output<string> | undefined {
      return username === undefined ? undefined : pulumi.output(username).apply(encodedForUrl);
    }

    /** What a worker puts before the `@` of the URL, where the program knows it; a wrong form fails the preview. */
    function knownUserInfo(): pulumi.Output<string> | undefined {
      const values = credentialValues();
      if (!values) return undefined;
      return pulumi.secret(pulumi.all([repository, values])).apply(([url, known]) => {
        const failures = new CheckFailures();
        checkGitAddress("", { repository: url }, true, failures);
        if (failures.lines[0]) refuse(failures.lines[0]);
        try {
          return gitUserInfo(new URL(url).host, known);
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
      const unknown = userInfo ? {} : { credentials: block, username: encodedUser() };
      new GitAccessCheck(
        `${name}-remote`,
        { repository, branch, userInfo, ...unknown, connection },
        { parent, dependsOn: token ? [token] : [] },
      );
    }
  }
}

const isCredentialsBlock = (value: GitFlowStorageArgs["credentials"]): value is GitCredentials =>
  value instanceof GitHubCredentials || value instanceof GitLabCredentials || value instanceof BitbucketCredentials;

import {
  BitbucketCredentials,
  type GitFlowStorageArgs,
  GitHubCredentials,
  GitLabCredentials,
  LocalFlowStorage as Local,
  type LocalFlowStorageArgs,
  type SyntaskProjectArgs,
} from "pulumi-syntask";
import type { Sample } from "../sample";

const repository = "https://git.example.com/team/flows.git";

export const GitFlowStorage: Sample<GitFlowStorageArgs> = {
  needed: { repository },
  args: {
    repository: [[repository, "https://github.com/team/flows.git"]],
    branch: [["one", "other", undefined]],
    commitSha: [["a".repeat(40), "b".repeat(40), undefined]],
    directories: [[["etl"], ["etl", "lib"], undefined]],
    cloneDirectoryName: [["one", "other", undefined]],
    accessToken: [["hush-one", "hush-other", undefined]],
    credentials: [
      [
        "{{ syntask.blocks.github-credentials.team }}",
        () => new GitHubCredentials("given-github", { token: "hush" }),
        () => new GitLabCredentials("given-gitlab", { token: "hush" }),
        () => new BitbucketCredentials("given-bitbucket", { token: "hush" }),
        undefined,
      ],
      { repository: "https://bitbucket.org/team/flows.git" },
    ],
    tokenReference: [["{{ syntask.blocks.secret.one }}", "{{ syntask.blocks.secret.other }}", undefined]],
    username: [["one", "other", undefined], { accessToken: "hush" }],
    workerVersion: [["3.6.27", undefined], { accessToken: "hush/one" }],
    includeSubmodules: [[true, undefined]],
    tokenBlockName: [["one", "other", undefined], { accessToken: "hush" }],
    verify: [[false, undefined]],
  },
  everything: { accessToken: "hush" },
  waits: { remote: ["token"] },
};

export const LocalFlowStorage: Sample<LocalFlowStorageArgs> = {
  needed: { path: "/srv/flows" },
  args: { path: [["/srv/flows", "/srv/others"]] },
  waits: {},
};

/** Its files are in the folder that the tests run in. */
export const SyntaskProject: Sample<SyntaskProjectArgs> = {
  needed: { folder: "project" },
  args: {
    folder: [["project", "other-project"]],
    files: [[["other.yaml"], ["syntask.yaml"]]],
    storage: [[() => new Local("given-storage", { path: "/srv/flows" }), undefined]],
    only: [[["nightly"], ["hourly"], undefined]],
    overrides: [[{ nightly: { paused: true } }, { hourly: { tags: ["slow"] } }, undefined]],
    stepOutputs: [[{ build: { image: "one" } }, { build: { image: "other" } }], { files: ["built.yaml"] }],
    variables: [[{ size: 1 }, { size: 2 }], { files: ["variables.yaml"] }],
    plainEnvironment: [[["FLOW_SIZE"], undefined], { files: ["environment.yaml"] }],
  },
  waits: { "etl/hourly": ["given-storage"], "etl/nightly": ["given-storage"] },
};

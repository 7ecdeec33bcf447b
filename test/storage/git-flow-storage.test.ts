import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { type Declared, declare } from "../support/mocks";

/** What a storage declares, and the pull steps of a deployment of it. */
async function storageOf(make: () => syntask.FlowStorage): Promise<{ children: Declared[]; pullSteps: any }> {
  const declared = await declare(() => {
    new syntask.Deployment("nightly", { entrypoint: "etl.py:main", storage: make() });
  });
  const deployment = declared.find(({ type }) => type === "Deployment")!;
  const components = /^syntask:index:/;
  return {
    children: declared.filter((resource) => resource !== deployment && !components.test(resource.type)),
    pullSteps: deployment.inputs.pullSteps,
  };
}

const git = (args: Omit<syntask.GitFlowStorageArgs, "repository"> & { repository?: string }) =>
  storageOf(
    () => new syntask.GitFlowStorage("Team Flows", { repository: "https://github.com/example/flows.git", ...args }),
  );

const kinds = (children: Declared[]) => children.map(({ type, name }) => `${type} ${name}`);
const cloneOf = (pullSteps: any) => pullSteps[0]["syntask.deployments.steps.git_clone"];

test("a public repository makes nothing but its verification", async () => {
  const { children, pullSteps } = await git({});
  expect(kinds(children)).toEqual(["GitAccessCheck Team Flows-remote"]);
  expect(pullSteps).toEqual([
    { "syntask.deployments.steps.git_clone": { repository: "https://github.com/example/flows.git" } },
  ]);
});

test.each([
  ["https://gitlab.com/example/flows.git", "t", { credentials: { username: "oauth2", access_token: "BLOCK" } }],
  [
    "https://bitbucket.org/example/flows.git",
    "t",
    { credentials: { username: "x-token-auth", access_token: "BLOCK" } },
  ],
  ["https://gitlab.com/example/flows.git", "deploy:t", { access_token: "BLOCK" }],
  ["https://github.com/example/flows.git", "t", { access_token: "BLOCK" }],
])("a token of %s, %s, is named with the user that no worker has to know", async (repository, accessToken, access) => {
  const { pullSteps } = await git({ repository, accessToken });
  const reference = "{{ syntask.blocks.secret.team-flows-token }}";
  expect(cloneOf(pullSteps)).toEqual(JSON.parse(JSON.stringify({ repository, ...access }).replace("BLOCK", reference)));
});

test("a token is stored as it is, and verified, where workers encode it themselves", async () => {
  const { children } = await git({ accessToken: "a/b@c", workerVersion: "3.6.27" });
  const [secret, remote] = children;
  expect(secret).toMatchObject({ inputs: { value: "a/b@c" }, secrets: ["value"] });
  expect(remote).toMatchObject({ inputs: { userInfo: "a%2Fb%40c" }, secrets: ["userInfo"] });
});

test.each([
  ["https://gitlab.com/example/flows.git", syntask.GitLabCredentials, "gitlab-credentials", "oauth2"],
  ["https://bitbucket.org/example/flows.git", syntask.BitbucketCredentials, "bitbucket-credentials", "x-token-auth"],
])(
  "of a block, workers that do not know the user of %s get it with the token, and the check tries both",
  async (repository, Block, slug, user) => {
    const of = (workerVersion: string) =>
      storageOf(() => {
        const credentials = new Block("bot", { token: "t" });
        return new syntask.GitFlowStorage("flows", { repository, credentials, workerVersion });
      });
    const { children, pullSteps } = await of("3.4.25");
    const token = `{{ syntask.blocks.${slug}.bot.token }}`;
    expect(cloneOf(pullSteps).credentials).toEqual({ username: user, access_token: token });
    expect(children.find(({ type }) => type === "GitAccessCheck")!.inputs.userInfo).toBe(`${user}:t`);
    expect(cloneOf((await of("3.6.7")).pullSteps).credentials).toBe(`{{ syntask.blocks.${slug}.bot }}`);
  },
);

test("verify: false makes nothing at all", async () => {
  expect((await git({ verify: false })).children).toEqual([]);
});

test.each(["git@github.com:example/flows.git", "ssh://git@github.com/example/flows.git"])(
  "%s is not verified, as a worker has other keys",
  async (repository) => {
    const { children, pullSteps } = await git({ repository });
    expect(children).toEqual([]);
    expect(cloneOf(pullSteps)).toEqual({ repository });
  },
);

test("a token becomes a Secret block, encoded as a URL wants it, and the step names the block alone", async () => {
  const { children, pullSteps } = await git({ branch: "main", accessToken: "a/b@c", includeSubmodules: true });
  expect(kinds(children)).toEqual(["Secret Team Flows-token", "GitAccessCheck Team Flows-remote"]);
  const [secret, remote] = children;
  expect(secret).toMatchObject({ inputs: { name: "team-flows-token", value: "a%2Fb%40c" }, secrets: ["value"] });
  expect(remote).toMatchObject({ inputs: { branch: "main", userInfo: "a%2Fb%40c" }, secrets: ["userInfo"] });
  expect(cloneOf(pullSteps)).toEqual({
    repository: "https://github.com/example/flows.git",
    branch: "main",
    include_submodules: true,
    access_token: "{{ syntask.blocks.secret.team-flows-token }}",
  });
});

test("the secret block's name can be chosen", async () => {
  const { children } = await git({ accessToken: "t", tokenBlockName: "git-token" });
  expect(children[0]!.inputs.name).toBe("git-token");
});

test("a username goes beside the token, in a form that every host accepts", async () => {
  const { children, pullSteps } = await git({
    repository: "https://forge.example.com/flows.git",
    username: "oauth2",
    accessToken: "t",
  });
  expect(children[1]!.inputs.userInfo).toBe("oauth2:t");
  expect(cloneOf(pullSteps).credentials).toEqual({
    username: "oauth2",
    access_token: "{{ syntask.blocks.secret.team-flows-token }}",
  });
});

test.each([
  ["https://gitlab.example.com/a.git", "oauth2:t"],
  ["https://bitbucket.org/a.git", "x-token-auth:t"],
  ["https://github.com/a.git", "t"],
])("the verification of %s uses what a worker makes of the token", async (repository, userInfo) => {
  const { children } = await git({ repository, accessToken: "t" });
  expect(children.find(({ type }) => type === "GitAccessCheck")!.inputs.userInfo).toBe(userInfo);
});

test("a credentials block is referred to, and no Secret is made", async () => {
  const { children, pullSteps } = await storageOf(
    () =>
      new syntask.GitFlowStorage("flows", {
        repository: "https://gitlab.com/example/flows.git",
        credentials: new syntask.GitLabCredentials("gitlab", { token: "t" }),
      }),
  );
  expect(kinds(children).sort()).toEqual(["GitAccessCheck flows-remote", "GitLabCredentials gitlab"]);
  expect(cloneOf(pullSteps).credentials).toBe("{{ syntask.blocks.gitlab-credentials.gitlab }}");
});

test("a user and a password of a credentials block are verified as a worker uses them", async () => {
  const { children } = await storageOf(
    () =>
      new syntask.GitFlowStorage("flows", {
        repository: "https://bitbucket.org/example/flows.git",
        credentials: new syntask.BitbucketCredentials("bitbucket", { username: "me", password: "hush" }),
      }),
  );
  expect(children.find(({ type }) => type === "GitAccessCheck")).toMatchObject({
    inputs: { userInfo: "me:hush" },
    secrets: ["userInfo"],
  });
});

test("a user that is an output goes into the URL as one takes it", async () => {
  const { children, pullSteps } = await storageOf(
    () =>
      new syntask.GitFlowStorage("flows", {
        repository: "https://forge.example.com/flows.git",
        username: pulumi.output("me@team"),
        accessToken: pulumi.output("a:b"),
      }),
  );
  expect(children.find(({ type }) => type === "GitAccessCheck")!.inputs.userInfo).toBe("me%40team:a:b");
  expect(cloneOf(pullSteps).credentials.username).toBe("me%40team");
});

test("a repository that is an output is verified once it is known", async () => {
  const { children } = await storageOf(
    () => new syntask.GitFlowStorage("flows", { repository: pulumi.output("https://github.com/a.git") }),
  );
  expect(children.map(({ type, inputs }) => [type, inputs.repository])).toEqual([
    ["GitAccessCheck", "https://github.com/a.git"],
  ]);
});

test("a placeholder of a block that exists is verified with what the block holds", async () => {
  const placeholder = "{{ syntask.blocks.github-credentials.bot }}";
  const { children, pullSteps } = await git({ credentials: placeholder });
  expect(children.map(({ inputs }) => inputs.credentials)).toEqual([placeholder]);
  expect(cloneOf(pullSteps).credentials).toBe(placeholder);
});

const hosts = [
  "https://github.com/example/flows.git",
  "https://gitlab.com/example/flows.git",
  "https://bitbucket.org/example/flows.git",
  "https://forge.example.com/flows.git",
];
const ofHost = (url: string) => new URL(url).host;

describe.each(hosts.map((url) => [ofHost(url), url]))(
  "a Secret that was made elsewhere holds the token of %s",
  (host, repository) => {
    const placeholder = "{{ syntask.blocks.secret.git-token }}";
    const forms: Record<string, string> = { "gitlab.com": "oauth2:t", "bitbucket.org": "x-token-auth:t" };

    test("and the resource is given: its value is verified, and no other block is made", async () => {
      const { children, pullSteps } = await storageOf(
        () =>
          new syntask.GitFlowStorage("flows", {
            repository,
            accessToken: new syntask.Secret("git-token", { value: "t" }),
          }),
      );
      expect(kinds(children).sort()).toEqual(["GitAccessCheck flows-remote", "Secret git-token"]);
      const [user] = (forms[host] ?? "").split(":");
      const access = user
        ? { credentials: { username: user, access_token: placeholder } }
        : { access_token: placeholder };
      expect(cloneOf(pullSteps)).toEqual({ repository, ...access });
      const check = children.find(({ type }) => type === "GitAccessCheck")!;
      expect(check).toMatchObject({ inputs: { userInfo: forms[host] ?? "t" }, secrets: ["userInfo"] });
      expect(check.inputs).not.toHaveProperty("credentials");
    });

    const ways: [string, () => syntask.GitToken][] = [
      ["its reference", () => new syntask.Secret("git-token", { value: "t" }).reference],
      ["its placeholder", () => placeholder],
      [
        "what getBlock found",
        () => ({ documentId: "1", typeSlug: "secret", name: "git-token", reference: placeholder }),
      ],
      ["a placeholder that is an output", () => ({ reference: pulumi.output(placeholder) })],
    ];
    test.each(ways)("and %s is given: the block's content is verified", async (_, accessToken) => {
      const { children, pullSteps } = await storageOf(
        () => new syntask.GitFlowStorage("flows", { repository, accessToken: accessToken(), username: "bot@team" }),
      );
      expect(cloneOf(pullSteps)).toEqual({
        repository,
        credentials: { username: "bot%40team", access_token: placeholder },
      });
      const check = children.find(({ type }) => type === "GitAccessCheck")!;
      expect(check.inputs).toMatchObject({ credentials: placeholder, username: "bot%40team" });
      expect(check.inputs).not.toHaveProperty("userInfo");
      expect(children.filter(({ name }) => name === "flows-token")).toEqual([]);
    });
  },
);

test("the args of the component, the token among them, are not in its state", async () => {
  const declared = await declare(
    () => new syntask.GitFlowStorage("flows", { repository: "https://github.com/a.git", accessToken: "hush" }),
  );
  expect(declared.find(({ type }) => type === "syntask:index:GitFlowStorage")!.inputs).toEqual({});
});

test.each<[string, syntask.GitFlowStorageArgs, string]>([
  [
    "two ways to log in",
    { repository: "https://a.invalid/b.git", accessToken: "t", credentials: "{{ b }}" },
    "give `accessToken` or `credentials`, not both",
  ],
  [
    "a user without a token",
    { repository: "https://a.invalid/b.git", username: "me" },
    "`username` belongs to `accessToken`, which is missing",
  ],
  ["a token over http", { repository: "http://a.invalid/b.git", accessToken: "t" }, "is not https"],
  ["a token over ssh", { repository: "git@a.invalid:b.git", accessToken: "t" }, "is not https"],
  [
    "a token in the URL",
    { repository: "https://me:hush@a.invalid/b.git" },
    'has a user or a token in it; write "https://a.invalid/b.git"',
  ],
  [
    "a slash at the end",
    { repository: "https://a.invalid/b/" },
    'ends in "/", for which a worker finds no folder name; write "https://a.invalid/b"',
  ],
  [
    "a commit",
    { repository: "https://a.invalid/b.git", branch: "0123456789012345678901234567890123456789" },
    "is a commit; write it as `commitSha`",
  ],
  [
    "a block of another type as a token",
    { repository: "https://a.invalid/b.git", accessToken: "{{ syntask.blocks.github-credentials.bot }}" },
    '`accessToken` is a block of type "github-credentials", not a `Secret`; give it as `credentials`',
  ],
  [
    "a placeholder of no block as a token",
    { repository: "https://a.invalid/b.git", accessToken: "{{ $TOKEN }}" },
    "`accessToken` is not a placeholder of a block; write a `Secret`, or its `reference`",
  ],
  [
    "a name for a block that is there",
    { repository: "https://a.invalid/b.git", accessToken: "{{ syntask.blocks.secret.a }}", tokenBlockName: "b" },
    "`tokenBlockName` names the block that is made for a token, and the token is in a block already",
  ],
  [
    "a Bitbucket Server without a user",
    { repository: "https://bitbucketserver.invalid/b.git", accessToken: "t" },
    "Bitbucket Server wants a user with the token; give `username`",
  ],
])("%s is refused before anything is declared", (_, args, reason) => {
  const make = () => new syntask.GitFlowStorage("flows", args);
  expect(make).toThrow(pulumi.RunError);
  expect(make).toThrow(`GitFlowStorage "flows": `);
  expect(make).toThrow(reason);
  expect(make).not.toThrow("hush");
});

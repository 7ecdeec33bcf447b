import { GitServer } from "../../emulators/git/git-server";
import { Client } from "../../sdk/src/api/client";
import { dialectOf } from "../../sdk/src/api/dialect";
import { CheckFailures } from "../../sdk/src/engine/check-failures";
import { GitAccessCheck } from "../../sdk/src/storage/git-access-check";
import { json, ScriptedServer } from "../support/scripted-server";

const { definition } = GitAccessCheck;
const before = process.env;
let git: GitServer;
beforeAll(async () => {
  git = await GitServer.start({ token: "right-token", files: { "hello.py": "" } });
});
afterAll(() => git.stop());
beforeEach(() => {
  process.env = { ...before, ...git.environment };
});
afterEach(() => {
  process.env = before;
});

type Inputs = {
  repository: string;
  branch?: string;
  userInfo?: string;
  credentials?: string;
  username?: string;
  workerVersion?: string;
};

/** What comes of trying a remote, on a server that has one block. */
async function failureOf(inputs: Inputs, block?: Record<string, unknown>): Promise<{ line: string; asked: string[] }> {
  const document = { id: "1", name: "bot", data: block, block_document_references: {} };
  const server = await ScriptedServer.start(json(200, document));
  const client = new Client({
    apiUrl: server.url,
    keyAdvice: "",
    uiUrl: server.url,
    dialect: dialectOf("syntask"),
    source: "the test",
    requestTimeout: 30,
    insecure: false,
  });
  const line = await definition.create(client, { workerVersion: "3.0.8", ...inputs }, { say: () => {} }).then(
    ({ id }) => `made ${id}`,
    (error: Error) => error.message,
  );
  await server.stop();
  return { line, asked: server.received.map(({ method, path }) => `${method} ${path.split("?")[0]}`) };
}

const bot = "{{ syntask.blocks.github-credentials.bot }}";

describe("a remote is listed", () => {
  test("with what the program knows of the credentials, and no block is read", async () => {
    const repository = git.url("gitlab");
    const inputs = { repository, branch: "main", userInfo: "oauth2:right-token", credentials: bot };
    expect(await failureOf(inputs)).toEqual({ line: `made ${repository}`, asked: [] });
    expect((await failureOf({ repository, userInfo: "oauth2:hush" })).line).toMatch(/refuses the token/);
  });

  test.each<[string, string, Record<string, string>]>([
    ["a secret", "gitlab", { value: "right-token" }],
    ["a token", "gitlab", { token: "right-token" }],
    ["an access token", "github", { access_token: "right-token", value: "other" }],
    ["a user and a password", "forge", { username: "oauth2", password: "right-token" }],
  ])("with %s of a block that exists, in the form that a worker gives it", async (_, host, block) => {
    const repository = git.url(host);
    expect(await failureOf({ repository, credentials: bot }, block)).toEqual({
      line: `made ${repository}`,
      asked: ["GET /block_types/slug/github-credentials/block_documents/name/bot"],
    });
  });

  test("and refused with the reason where the block holds nothing of use", async () => {
    const { line } = await failureOf({ repository: git.url("github"), credentials: bot }, {});
    expect(line).toBe("the credentials hold neither a token nor a password");
  });

  test("with the token as it is where workers encode it themselves", async () => {
    const inputs = { repository: git.url("gitlab"), credentials: bot };
    const of = async (workerVersion: string) => (await failureOf({ ...inputs, workerVersion }, { token: "a/b" })).line;
    expect(await of("3.6.27")).toMatch(/refuses the token/);
    expect(await of("3.6.26")).toMatch(/which breaks the URL/);
  });

  test("without the host's user where workers do not know it", async () => {
    const inputs = { repository: git.url("gitlab"), credentials: bot };
    const of = async (workerVersion: string) =>
      (await failureOf({ ...inputs, workerVersion }, { token: "right-token" })).line;
    expect(await of("3.4.24")).toMatch(/^made /);
    expect(await of("3.5.0")).toMatch(
      /refuses the token.+: write `username: "oauth2"` beside `accessToken`, as the version of your workers/,
    );
    expect(await of("3.6.7")).toMatch(/^made /);
  });

  test("with the program's user beside the secret of a block that exists", async () => {
    const repository = git.url("forge");
    const inputs = { repository, credentials: bot, username: "oauth2" };
    expect((await failureOf(inputs, { value: "right-token" })).line).toBe(`made ${repository}`);
    expect((await failureOf({ ...inputs, username: "me" }, { value: "right-token" })).line).toMatch(
      /refuses the token/,
    );
  });

  test("and refused where the secret of a block is no text", async () => {
    const { line } = await failureOf({ repository: git.url("github"), credentials: bot }, { value: { token: "hush" } });
    expect(line).toBe(`${bot} holds no text; write a token`);
  });

  test("unless only a worker could, with its own keys", async () => {
    const repository = "ssh://git@127.0.0.1:1/flows.git";
    expect(await failureOf({ repository })).toEqual({ line: `made ${repository}`, asked: [] });
  });
});

describe("before that, the URL is checked", () => {
  const failuresOf = async (inputs: Partial<Inputs>, ...unknown: string[]) => {
    const failures = new CheckFailures();
    const isUnknown = (property: unknown) => unknown.includes(String(property));
    await definition.check!(inputs, failures, {
      olds: undefined,
      isDeclared: () => false,
      isUnknown,
      client: undefined,
      say: () => {},
    });
    return failures.lines;
  };
  const insecure = { repository: "http://forge.invalid/a.git" };
  const notHttps = [expect.stringContaining("is not https, and a worker uses a token for https only")];

  test("as one that is public", async () => {
    expect(await failuresOf(insecure)).toEqual([]);
    expect(await failuresOf({}, "repository")).toEqual([]);
  });

  test("as one that is private where there are credentials, also while these are not known", async () => {
    expect(await failuresOf({ ...insecure, userInfo: "hush" })).toEqual(notHttps);
    expect(await failuresOf({ ...insecure, credentials: bot })).toEqual(notHttps);
    expect(await failuresOf(insecure, "userInfo")).toEqual(notHttps);
    expect(await failuresOf(insecure, "credentials")).toEqual(notHttps);
    expect(await failuresOf({ ...insecure, userInfo: "", credentials: "" })).toEqual([]);
  });

  test("and its branch too", async () => {
    expect(await failuresOf({ repository: "https://forge.invalid/a.git", branch: "0".repeat(40) })).toEqual([
      expect.stringContaining("is a commit"),
    ]);
  });
});

test("what stands before the host is secret, and any change lists the remote again", () => {
  expect(definition).toMatchObject({
    isEffect: true,
    secrets: ["userInfo"],
    properties: ["repository", "branch", "userInfo", "credentials", "username", "workerVersion"],
    replaceOnChanges: [],
  });
});

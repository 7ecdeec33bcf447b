import child_process from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Client } from "../../sdk/src/api/client";
import { Problems } from "../../sdk/src/provider/problems";
import { GitRemote } from "../../sdk/src/storage/git-remote";

const { definition } = GitRemote;
const repository = "https://github.com/example/flows.git";
const secret = "hush-hush-token";
const before = process.env;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-git-stand-in-"));
});
afterEach(async () => {
  process.env = before;
  await rm(folder, { recursive: true, force: true });
});

/** Lets `git` be a command that prints this, and notes what it was started with. */
async function gitAnswers({ stdout = "", stderr = "", code = 0 }): Promise<void> {
  await writeFile(join(folder, "stdout"), stdout);
  await writeFile(join(folder, "stderr"), stderr);
  const script = `#!/bin/sh
echo "$@" > "${folder}/arguments"
env > "${folder}/environment"
cat "${folder}/stdout"
cat "${folder}/stderr" >&2
exit ${code}
`;
  await writeFile(join(folder, "git"), script, { mode: 0o755 });
  process.env = { ...before, PATH: [folder, before.PATH].join(delimiter) };
}

const refs = (...names: string[]) =>
  names.map((name) => `0123456789012345678901234567890123456789\trefs/${name}\n`).join("");

/** What verifying a remote ends with: nothing, or the line in which it fails. */
const verify = (inputs: object = {}, document?: object): Promise<string> =>
  definition.create({ find: async () => document } as unknown as Client, { repository, ...inputs }, { say() {} }).then(
    ({ id }) => (id === repository ? "" : id),
    (error: Error) => error.message,
  );

const startedWith = (what: "arguments" | "environment") => readFile(join(folder, what), "utf8");

test("a remote that has the branch or the tag is verified, be it deep in folders", async () => {
  await gitAnswers({ stdout: refs("heads/main", "heads/team/next", "tags/v1") });
  for (const branch of [undefined, "main", "team/next", "v1"]) expect(await verify({ branch })).toBe("");
  expect(await startedWith("arguments")).toBe(`ls-remote --heads --tags --refs -- ${repository}\n`);
});

test("a branch that the remote lacks is named, with the nearest that it has", async () => {
  await gitAnswers({ stdout: refs("heads/main", "tags/v1") });
  expect(await verify({ branch: "mian" })).toBe(`${repository} has no branch or tag "mian"; did you mean "main"?`);
});

test("a remote that is empty has nothing to clone", async () => {
  await gitAnswers({});
  expect(await verify()).toBe(`${repository} is empty; push a branch to it first`);
  expect(await verify({ branch: "main" })).toContain('has no branch or tag "main"');
});

test("a remote that does not answer is told of, with the time that it had", async () => {
  const late = Object.assign(new Error("killed"), { killed: true });
  const git = jest
    .spyOn(child_process, "execFile")
    .mockImplementation(((...args: any[]) => args.at(-1)(late, "", "")) as never);
  expect(await verify()).toBe(`${repository} did not answer within 60 s`);
  expect(git.mock.calls[0]![2]).toMatchObject({ timeout: 60_000 });
  git.mockRestore();
});

test("where git is not installed, the line says how to go on", async () => {
  process.env = { ...before, PATH: folder };
  expect(await verify()).toBe(
    "`git` is not installed here, so the repository cannot be verified; install it, or write `verify: false`",
  );
});

test.each([
  ["fatal: repository 'x' not found", undefined, "does not exist, a private one needs `accessToken` or `credentials`"],
  ["remote: Not Found\nfatal: error: 404", secret, "does not exist, or the token may not read it"],
  [
    "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
    undefined,
    "asks for credentials; give `accessToken` or `credentials`",
  ],
  [
    "fatal: Authentication failed for 'https://github.com/'",
    secret,
    "refuses the token; give one that may read the repository, in the form that the host wants",
  ],
  [
    "warning: slow\nfatal: unable to access: Could not resolve host",
    undefined,
    "cannot be listed: fatal: unable to access: Could not resolve host",
  ],
  [
    `fatal: unable to access 'https://${secret}@github.com/'`,
    secret,
    "cannot be listed: fatal: unable to access 'https://github.com/'",
  ],
  ["", undefined, "cannot be listed: git failed without a reason"],
])("git that says %j is told in one line without the token", async (stderr, userInfo, line) => {
  await gitAnswers({ stderr, code: 128 });
  const failure = await verify({ userInfo });
  expect(failure).toBe(`${repository} ${line}`);
  expect(failure).not.toContain(secret);
});

test("the token reaches git by its environment alone, no helper of the user's answers for it, and git asks nobody", async () => {
  await gitAnswers({ stdout: refs("heads/main") });
  await verify({ userInfo: `me:${encodeURIComponent(`${secret}/+`)}` });
  expect(await startedWith("arguments")).not.toContain(secret);
  const environment = await startedWith("environment");
  const basic = Buffer.from(`me:${secret}/+`).toString("base64");
  for (const line of [
    "GIT_CONFIG_COUNT=2",
    "GIT_CONFIG_KEY_0=http.https://github.com/.extraHeader",
    `GIT_CONFIG_VALUE_0=Authorization: Basic ${basic}`,
    "GIT_CONFIG_KEY_1=credential.helper",
    "GIT_CONFIG_VALUE_1=",
    "GIT_TERMINAL_PROMPT=0",
    "GIT_ASKPASS=",
    "SSH_ASKPASS=",
    "LC_ALL=C",
  ]) {
    expect(environment.split("\n")).toContain(line);
  }
});

test("without a token git is given no settings", async () => {
  await gitAnswers({ stdout: refs("heads/main") });
  await verify();
  expect(await startedWith("environment")).not.toContain("GIT_CONFIG_COUNT");
});

test("what ssh would open with other keys is not listed at all", async () => {
  process.env = { ...before, PATH: folder };
  for (const address of ["git@github.com:example/flows.git", "ssh://git@github.com/example/flows.git"]) {
    expect(await verify({ repository: address })).toBe(address);
  }
});

describe("with a placeholder of a block", () => {
  const credentials = "{{ syntask.blocks.github-credentials.bot }}";
  const authorization = async () => {
    const [, value = ""] =
      /^GIT_CONFIG_VALUE_0=Authorization: Basic (.*)$/m.exec(await startedWith("environment")) ?? [];
    return Buffer.from(value, "base64").toString();
  };
  const document = (data: object) => ({ id: "d", name: "bot", data, block_document_references: {} });

  test.each([
    [{ token: secret }, `${secret}:`],
    [{ value: secret }, `${secret}:`],
    [{ access_token: secret, username: "me" }, `me:${secret}`],
  ])("the block's %j is used as a worker uses it", async (data, given) => {
    await gitAnswers({ stdout: refs("heads/main") });
    expect(await verify({ credentials }, document(data))).toBe("");
    expect(await authorization()).toBe(given);
  });

  test("what the program knows itself is used, and no block is asked for", async () => {
    await gitAnswers({ stdout: refs("heads/main") });
    expect(await verify({ credentials, userInfo: "t" })).toBe("");
    expect(await authorization()).toBe("t:");
  });

  test("a block that is not there is named", async () => {
    expect(await verify({ credentials })).toBe(
      `there is no block "github-credentials/bot", which ${credentials} names; make it first`,
    );
  });
});

test.each([
  [{ repository: "http://a.invalid/b.git", userInfo: "t" }, [], 1],
  [{ repository: "http://a.invalid/b.git", credentials: "{{ b }}" }, [], 1],
  [{ repository: "http://a.invalid/b.git" }, ["userInfo"], 1],
  [{ repository: "http://a.invalid/b.git" }, ["credentials"], 1],
  [{ repository: "http://a.invalid/b.git" }, [], 0],
  [{}, ["repository"], 0],
])("of the inputs %j, of which %j are not known, a check finds %d fault", async (inputs, unknown, count) => {
  const problems = new Problems();
  const isUnknown = (property: string) => (unknown as string[]).includes(property);
  await definition.check!(inputs, problems, { olds: undefined, isUnknown, client: undefined, say() {} });
  expect(problems.lines).toHaveLength(count);
});

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GitServer } from "../../emulators/git/git-server";
import { checkRemote } from "../../sdk/src/storage/git-ls-remote";

/** Parts of a second that a second of waiting for git takes here. */
let haste = 1;
jest.mock("node:child_process", () => {
  const actual = jest.requireActual("node:child_process");
  return {
    ...actual,
    execFile: (file: string, args: string[], options: { timeout: number }, done: unknown) =>
      actual.execFile(file, args, { ...options, timeout: options.timeout * haste }, done),
  };
});

const before = process.env;
let git: GitServer;
let folder: string;
beforeAll(async () => {
  git = await GitServer.start({ token: "right-token", files: { "hello.py": "" } });
  folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-remotes-"));
});
afterAll(async () => {
  await git.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  process.env = { ...before, ...git.environment };
});
afterEach(() => {
  process.env = before;
});

const failure = (repository: string, branch?: string, userInfo?: string): Promise<string> =>
  checkRemote({ repository, branch }, userInfo).then(
    () => "nothing is wrong",
    (error: Error) => error.message,
  );

test("settings for git in the caller's environment are kept beside the token's", async () => {
  Object.assign(process.env, {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `url.${git.url("gitlab")}.insteadOf`,
    GIT_CONFIG_VALUE_0: git.url("gitlab", "moved.git"),
  });
  await checkRemote({ repository: git.url("gitlab", "moved.git"), branch: "main" }, "oauth2:right-token");
});

describe("a remote that is there", () => {
  test.each([undefined, "main", "feature/x"])("is fine with the branch %s", async (branch) => {
    expect(await failure(git.fileUrl, branch)).toBe("nothing is wrong");
  });

  test("is refused for a branch that it does not have, with the one that was meant", async () => {
    expect(await failure(git.fileUrl, "mian")).toBe(`${git.fileUrl} has no branch or tag "mian"; did you mean "main"?`);
    expect(await failure(git.fileUrl, "feature")).toMatch(/has no branch or tag "feature"/);
  });

  test("has tags too, by their names alone", async () => {
    const bare = git.fileUrl.replace("file://", "");
    execFileSync("git", ["-C", bare, "tag", "v1"]);
    expect(await failure(git.fileUrl, "v1")).toBe("nothing is wrong");
    execFileSync("git", ["-C", bare, "tag", "--delete", "v1"]);
  });

  test("is refused while it is empty, as nothing could be cloned", async () => {
    const empty = join(folder, "empty.git");
    execFileSync("git", ["init", "--quiet", "--bare", empty]);
    expect(await failure(`file://${empty}`)).toBe(`file://${empty} is empty; push a branch to it first`);
    expect(await failure(`file://${empty}`, "main")).toBe(`file://${empty} has no branch or tag "main"`);
  });
});

describe("a remote that is not there", () => {
  test("is refused, and may be a private one", async () => {
    const missing = `file://${folder}/missing.git`;
    expect(await failure(missing)).toBe(
      `${missing} does not exist, a private one needs \`accessToken\` or \`credentials\``,
    );
  });

  test("may also be one that the token may not read", async () => {
    const missing = git.url("github", "missing.git");
    expect(await failure(missing, undefined, "right-token")).toBe(
      `${missing} does not exist, or the token may not read it`,
    );
  });
});

describe("a remote that wants credentials", () => {
  test("is refused without them, and asks nobody", async () => {
    const asking = join(folder, "ask.sh");
    writeFileSync(asking, "#!/bin/sh\necho right-token\n", { mode: 0o700 });
    Object.assign(process.env, { GIT_ASKPASS: asking, SSH_ASKPASS: asking });
    expect(await failure(git.url("github"))).toBe(
      `${git.url("github")} asks for credentials; give \`accessToken\` or \`credentials\``,
    );
  });

  test("is refused with a wrong token, also where this machine knows a right one", async () => {
    const asked = join(folder, "asked");
    Object.assign(process.env, {
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "credential.helper",
      GIT_CONFIG_VALUE_0: `!touch ${asked}; echo username=right-token; echo password=right-token;:`,
    });
    expect(await failure(git.url("github"))).toBe("nothing is wrong");
    rmSync(asked);
    const refusal = await failure(git.url("github"), undefined, "hush-token");
    expect(refusal).toBe(
      `${git.url("github")} refuses the token; give one that may read the repository, in the form that the host wants`,
    );
    expect(existsSync(asked)).toBe(false);
  });

  test.each([
    ["github", "right-token"],
    ["gitlab", "oauth2:right-token"],
    ["bitbucket", "x-token-auth:right-token"],
    ["gitlab", "oauth2:right%2Dtoken"],
  ])("on %s is fine with %s", async (host, userInfo) => {
    expect(await failure(git.url(host), "main", userInfo)).toBe("nothing is wrong");
  });
});

describe("a remote that is silent", () => {
  let silent: Server;
  beforeAll(async () => {
    silent = createServer(() => {});
    await new Promise<void>((ready) => silent.listen(0, "127.0.0.1", ready));
  });
  afterAll(() => {
    haste = 1;
    silent.close();
  });

  test("is given up after a minute", async () => {
    haste = 1 / 120;
    const repository = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/flows.git`;
    expect(await failure(repository)).toBe(`${repository} did not answer within 60 s`);
  });
});

test("what else git says is said", async () => {
  const repository = "http://127.0.0.1:1/flows.git";
  expect(await failure(repository)).toMatch(
    /^http:\/\/127\.0\.0\.1:1\/flows\.git cannot be listed: fatal: unable to access 'http:\/\/127\.0\.0\.1:1\/flows\.git\/'/,
  );
});

describe("a git that fails", () => {
  /** What comes of a `git` that says something and fails. */
  async function failureOf(said: string, userInfo?: string): Promise<string> {
    const others = mkdtempSync(join(folder, "bin-"));
    writeFileSync(join(others, "git"), `#!/bin/sh\necho "${said}" >&2\nexit 1\n`, { mode: 0o700 });
    process.env.PATH = `${others}:${before.PATH}`;
    return (await failure("https://forge.invalid/a.git", undefined, userInfo)).replace(
      "https://forge.invalid/a.git cannot be listed: ",
      "",
    );
  }

  test.each([
    ["hint: no\nfatal: bad https://me:hush@forge.invalid/a.git", "fatal: bad https://forge.invalid/a.git"],
    ["error: no luck", "error: no luck"],
    ["", "git failed without a reason"],
  ])("is repeated in one line, without what stands before a host: %j", async (said, line) => {
    expect(await failureOf(said)).toBe(line);
  });

  test("was asked in English, asked nobody, and had no token among its arguments", async () => {
    expect(await failureOf("error: $LC_ALL $GIT_TERMINAL_PROMPT $*", "hush-token")).toBe(
      "error: C 0 ls-remote --heads --tags --refs -- https://forge.invalid/a.git",
    );
  });
});

test("without git there is one line that says so, and the way out", async () => {
  process.env = { ...before, PATH: folder };
  expect(await failure(git.fileUrl)).toBe(
    "`git` is not installed here, so the repository cannot be verified; install it, or write `verify: false`",
  );
});

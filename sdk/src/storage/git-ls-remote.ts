import { execFile } from "node:child_process";
import { nearest } from "../checks/nearest.js";
import type { GitAddress } from "./git-address.js";
import { hostUser } from "./git-user-info.js";

const timeout = 60_000;

/**
 * Lists the branches and tags of a remote and looks for one.
 *
 * @param userInfo what stands before the `@` in the URL that a worker clones; never in an argument of a process
 * @throws with the reason, when the remote cannot be listed or has no such branch
 */
export async function checkRemote({ repository, branch }: GitAddress, userInfo?: string): Promise<void> {
  const names = await listRemote(repository, userInfo);
  if (branch === undefined) {
    if (names.length === 0) throw new Error(`${repository} is empty; push a branch to it first`);
    return;
  }
  if (!names.includes(branch)) {
    throw new Error(`${repository} has no branch or tag "${branch}"${nearest(branch, names)}`);
  }
}

async function listRemote(repository: string, userInfo: string | undefined): Promise<string[]> {
  const output = await new Promise<string>((resolve, reject) => {
    const args = ["ls-remote", "--heads", "--tags", "--refs", "--", repository];
    const environment = { ...process.env, ...quiet, ...authorization(repository, userInfo) };
    execFile("git", args, { env: environment, timeout, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(reasonOf(error, stderr, repository, userInfo));
      else resolve(stdout);
    });
  });
  const lines = output.split("\n").filter(Boolean);
  return lines.map((line) => line.replace(/^\S+\s+refs\/(heads|tags)\//, ""));
}

/** git asks nobody, and says what is wrong in English. */
const quiet = { GIT_TERMINAL_PROMPT: "0", GIT_ASKPASS: "", SSH_ASKPASS: "", LC_ALL: "C" };

/** Settings for git that reach it, and the helpers it starts, through the environment alone, after those that are there. */
function authorization(repository: string, userInfo: string | undefined): Record<string, string> {
  if (userInfo === undefined) return {};
  const [user = "", password = ""] = userInfo.split(/:(.*)/s).map(decodeURIComponent);
  const basic = Buffer.from(`${user}:${password}`).toString("base64");
  const settings = [
    [`http.${new URL(repository).origin}/.extraHeader`, `Authorization: Basic ${basic}`],
    // A helper of the user's own would hide that the worker's token is refused.
    ["credential.helper", ""],
  ] as const;
  const given = Number(process.env.GIT_CONFIG_COUNT) || 0;
  return Object.fromEntries([
    ["GIT_CONFIG_COUNT", String(given + settings.length)],
    ...settings.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${given + index}`, key],
      [`GIT_CONFIG_VALUE_${given + index}`, value],
    ]),
  ]);
}

/** What some versions of workers do not put before a token. */
function missingUser(repository: string, userInfo: string): string {
  const user = hostUser(new URL(repository).host);
  return user === undefined || userInfo.includes(":")
    ? ""
    : `: write \`username: "${user}"\` beside \`accessToken\`, as the version of your workers does not add it`;
}

function reasonOf(
  error: Error & { code?: unknown; killed?: boolean },
  stderr: string,
  repository: string,
  userInfo: string | undefined,
): Error {
  if (error.code === "ENOENT") {
    return new Error(
      "`git` is not installed here, so the repository cannot be verified; install it, or write `verify: false`",
    );
  }
  if (error.killed) return new Error(`${repository} did not answer within ${timeout / 1000} s`);
  if (/not found|does not appear to be a git repository|does not exist|error: 404/i.test(stderr)) {
    const unless =
      userInfo === undefined ? "a private one needs `accessToken` or `credentials`" : "or the token may not read it";
    return new Error(`${repository} does not exist, ${unless}`);
  }
  if (/authentication failed|could not read (username|password)|error: 40[13]|invalid credentials/i.test(stderr)) {
    return new Error(
      userInfo === undefined
        ? `${repository} asks for credentials; give \`accessToken\` or \`credentials\``
        : `${repository} refuses the token; give one that may read the repository, in the form that the host wants${missingUser(repository, userInfo)}`,
    );
  }
  const line = stderr.split("\n").find((text) => /^(fatal|error):/.test(text)) ?? "git failed without a reason";
  return new Error(`${repository} cannot be listed: ${line.replace(/\/\/[^/@\s]*@/g, "//")}`);
}

import { existsSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "./processes.mjs";

const branch = "main";
const author = "Quickstart";
const email = "quickstart@example.com";
const date = "2024-01-01T00:00:00Z";

/**
 * Puts the files of a folder into a bare git repository of its own, so that a program can clone them by URL. The same
 * files always give the same commit.
 *
 * @param {string} files
 * @param {string} gitDirectory Made if it is not there.
 * @returns {Promise<string>} Its URL.
 */
export async function publishFlows(files, gitDirectory) {
  const environment = {
    ...process.env,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: author,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: author,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
  const git = (...args) =>
    run("git", [`--git-dir=${gitDirectory}`, `--work-tree=${files}`, ...args], { cwd: files, environment });
  if (!existsSync(join(gitDirectory, "info"))) {
    await run("git", ["init", "--quiet", "--bare", gitDirectory], { environment });
    await git("symbolic-ref", "HEAD", `refs/heads/${branch}`);
    await appendFile(join(gitDirectory, "info/exclude"), "__pycache__/\n");
  }
  await git("add", "--all", ".");
  const { stdout: tree } = await git("write-tree");
  const { stdout: commit } = await git("commit-tree", tree.trim(), "-m", "Flows of the quickstart");
  await git("update-ref", `refs/heads/${branch}`, commit.trim());
  return pathToFileURL(gitDirectory).href;
}

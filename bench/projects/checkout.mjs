import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/**
 * The folder of a repository at a commit, which is fetched where it is not there yet.
 *
 * @param {string} clones folder of all of them
 * @param {string} origin address of a repository, with `{owner}` and `{name}`
 * @param {{ repository: string, commit: string }} which
 */
export function checkout(clones, origin, { repository, commit }) {
  const [owner, name] = repository.split("/");
  const folder = join(clones, `${owner}+${name}`);
  if (existsSync(join(folder, ".git"))) return folder;
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "--quiet");
  git(folder, "fetch", "--quiet", "--depth", "1", origin.replace("{owner}", owner).replace("{name}", name), commit);
  // What a store leaves out of a repository, such as large files, is not missed here.
  git(folder, "checkout", "--quiet", "--force", commit);
  return folder;
}

function git(folder, ...args) {
  const { status, stderr } = spawnSync("git", ["-C", folder, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr.trim()}`);
}

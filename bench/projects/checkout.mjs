import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * The folder of a repository at a commit, which is fetched where it is not there yet.
 *
 * @param {string} clones folder of all of them
 * @param {string} origin address of a repository, with `{owner}` and `{name}`, or the path of a git directory
 * @param {{ repository: string, commit: string }} which
 */
export function checkout(clones, origin, { repository, commit }) {
  const [owner, name] = repository.split("/");
  const folder = join(clones, `${owner}+${name}`);
  if (existsSync(join(folder, ".git"))) return folder;
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "--quiet");
  const address = origin.replace("{owner}", owner).replace("{name}", name);
  if (existsSync(address)) {
    borrow(folder, address, commit);
  } else {
    git(folder, "fetch", "--quiet", "--depth", "1", address, commit);
    git(folder, "checkout", "--quiet", "--force", commit);
  }
  return folder;
}

/** What a store leaves out of a repository, such as large files, is not missed here. */
function borrow(folder, gitDirectory, commit) {
  writeFileSync(join(folder, ".git/objects/info/alternates"), `${join(resolve(gitDirectory), "objects")}\n`);
  git(folder, "read-tree", commit);
  spawnSync("git", ["-C", folder, "checkout-index", "--all", "--force", "--quiet"]);
}

function git(folder, ...args) {
  const { status, stderr } = spawnSync("git", ["-C", folder, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr.trim()}`);
}

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../scripts/lib/processes.mjs";

const unneeded = ["__pycache__", "*.a", "*/test", "*/tests", "*/server/ui", "*/idlelib", "*/ensurepip"];

/**
 * Makes an image of this machine's Python and of a virtual environment, so that no public registry is asked: its root
 * has nothing but these and the libraries that they load.
 *
 * @param {string} name
 * @param {string} environment Folder with the environment's commands.
 * @param {NodeJS.ProcessEnv} variables Say where Docker is.
 * @param {{ withGit?: boolean }} options `withGit`: this machine's git too, as far as a clone needs it.
 */
export async function makePythonImage(name, environment, variables = process.env, { withGit = false } = {}) {
  const python = join(environment, "python");
  const described = await checked(python, [
    "-c",
    "import os, sys, sysconfig; print(sys.base_prefix, sysconfig.get_path('stdlib'), os.path.realpath(sys.executable))",
  ]);
  const [prefix, library, executable] = described.trim().split(" ");
  const git = withGit ? await gitCommands() : [];
  const modules = await checked("find", [join(library, "lib-dynload"), dirname(environment), "-name", "*.so"]);
  const loaded = await checked("ldd", [executable, ...git, ...modules.trim().split("\n")]);
  const all = [...new Set([...loaded.matchAll(/(\/\S+)(?= \(0x)/g)].map(([path]) => path))];
  // Some packages bring libraries of their own.
  const libraries = all.filter((path) => !path.startsWith(`${dirname(environment)}/`));
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-python-"));
  const archive = join(folder, "root.tar");
  const list = join(folder, "libraries");
  await writeFile(list, libraries.join("\n"));
  const excluded = unneeded.flatMap((pattern) => ["--exclude", pattern]);
  const ownPackages = ["--exclude", `${library}/site-packages`];
  const trees = prefix.startsWith("/usr") ? [executable, library] : [join(prefix, "bin"), library];
  const readable = ["--mode=a+rX", "--absolute-names"];
  const folders = [...trees, dirname(environment), ...git];
  const parents = [...new Set([...folders, ...libraries].flatMap(parentsOf))];
  await checked("tar", ["--create", "--file", archive, ...readable, "--dereference", "--no-recursion", ...parents]);
  await checked("tar", ["--append", "--file", archive, ...readable, ...excluded, ...ownPackages, ...folders]);
  // The libraries are links to their versions.
  await checked("tar", ["--append", "--file", archive, ...readable, "--dereference", "--files-from", list]);
  await run(
    "docker",
    ["import", "--change", `ENV PATH=${[environment, ...git.slice(0, 1).map(dirname)].join(":")}`, archive, name],
    { environment: variables },
  );
  await rm(folder, { recursive: true });
}

/** What `git clone` runs for a repository over HTTPS. */
async function gitCommands() {
  const git = (await checked("which", ["git"])).trim();
  const parts = (await checked(git, ["--exec-path"])).trim();
  return [git, ...["git", "git-remote-http", "git-remote-https"].map((part) => join(parts, part))];
}

/** A folder that the archive does not name would be closed to all but root. */
const parentsOf = (path) =>
  path === "/" ? [] : [...parentsOf(dirname(path)), dirname(path)].filter((parent) => parent !== "/");

const checked = async (command, args) => (await run(command, args)).stdout;

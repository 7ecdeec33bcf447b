import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "./stack";

const unneeded = ["__pycache__", "*.a", "*/test", "*/tests", "*/server/ui", "*/idlelib", "*/ensurepip"];

/**
 * Makes an image of this machine's Python and of a virtual environment, as no public registry is asked: its root has
 * nothing but these and the libraries that they load.
 *
 * @param environment folder with the environment's commands
 */
export async function makePythonImage(name: string, environment: string): Promise<void> {
  const python = join(environment, "python");
  const described = await checked(python, [
    "-c",
    "import os, sys, sysconfig; print(sys.base_prefix, sysconfig.get_path('stdlib'), os.path.realpath(sys.executable))",
  ]);
  const [prefix, library, executable] = described.trim().split(" ") as [string, string, string];
  const modules = await checked("find", [join(library, "lib-dynload"), dirname(environment), "-name", "*.so"]);
  const loaded = await checked("ldd", [executable, ...modules.trim().split("\n")]);
  const libraries = [...new Set([...loaded.matchAll(/(\/\S+)(?= \(0x)/g)].map(([path]) => path))];
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-python-"));
  const archive = join(folder, "root.tar");
  const list = join(folder, "libraries");
  await writeFile(list, libraries.join("\n"));
  const excluded = unneeded.flatMap((pattern) => ["--exclude", pattern]);
  const ownPackages = ["--exclude", `${library}/site-packages`];
  const trees = prefix.startsWith("/usr") ? [executable, library] : [join(prefix, "bin"), library];
  const readable = ["--mode=a+rX", "--absolute-names"];
  const folders = [...trees, dirname(environment)];
  const parents = [...new Set([...folders, ...libraries].flatMap(parentsOf))];
  await checked("tar", ["--create", "--file", archive, ...readable, "--dereference", "--no-recursion", ...parents]);
  await checked("tar", ["--append", "--file", archive, ...readable, ...excluded, ...ownPackages, ...folders]);
  // The libraries are links to their versions.
  await checked("tar", ["--append", "--file", archive, ...readable, "--dereference", "--files-from", list]);
  await checked("docker", ["import", "--change", `ENV PATH=${environment}`, archive, name]);
  await rm(folder, { recursive: true });
}

/** A folder that the archive does not name would be closed to all but root. */
const parentsOf = (path: string): string[] =>
  path === "/" ? [] : [...parentsOf(dirname(path)), dirname(path)].filter((parent) => parent !== "/");

async function checked(command: string, args: string[]): Promise<string> {
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${output.slice(-2000)}`);
  return output;
}

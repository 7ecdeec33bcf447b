import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { minVersion, satisfies } from "semver";

interface Locked {
  version?: string;
  link?: boolean;
  resolved?: string;
  engines?: { node?: string };
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

interface Manifest extends Locked {
  devDependencies?: Record<string, string>;
}

const repository = resolve(__dirname, "../..");
const read = (file: string): string => readFileSync(join(repository, file), "utf8");
const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, Locked> };
const nearestFolder = /(^|\/)node_modules\/(?!.*node_modules\/).*$/;

/** The locked package that a package in a folder gets by a name, as Node.js looks for it. */
function lockedFor(folder: string, name: string): string | undefined {
  const path = `${folder && `${folder}/`}node_modules/${name}`;
  if (packages[path]) return path;
  return folder ? lockedFor(folder.replace(nearestFolder, "").replace(/^(sdk|examples\/.*)$/, ""), name) : undefined;
}

/** Everything that is installed with a package. */
function closure(folder: string, names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names) {
    const path = lockedFor(folder, name);
    if (!path || found.has(path)) continue;
    found.add(path);
    const { dependencies, optionalDependencies, peerDependencies } = packages[path]!;
    closure(path, Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }), found);
  }
  return found;
}

test("the lock file has the packages of every platform, so that `npm ci` accepts it everywhere", () => {
  const missing = Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name, range]) => !satisfies(packages[lockedFor(folder, name) ?? ""]?.version ?? "", range))
      .map(([name, range]) => `${name}@${range} of ${folder}`),
  );
  expect(missing).toEqual([]);
});

test("no lock file names a host", () => {
  const { stdout } = spawnSync("git", ["ls-files", "*package-lock.json"], { cwd: repository, encoding: "utf8" });
  const hosts = stdout
    .trim()
    .split("\n")
    .flatMap((file) => read(file).match(/"resolved": "https?:[^"]*"/g) ?? []);
  expect(hosts).toEqual([]);
});

const manifests = [
  "package.json",
  "sdk/package.json",
  ...readdirSync(join(repository, "examples/templates"))
    .filter((name) => name.startsWith("syntask-"))
    .map((name) => `examples/templates/${name}/package.json`),
];

test.each(manifests)("`engines` of %s is what the packages need that it installs", (file) => {
  const { engines, dependencies, devDependencies, peerDependencies } = JSON.parse(read(file)) as Manifest;
  const names = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
  const unmet = [...closure("", names)]
    .map((path) => ({ path, needs: packages[path]?.engines?.node ?? "*" }))
    .filter(({ needs }) => !satisfies(minVersion(engines?.node ?? "0.0.0")!, needs));
  expect(unmet).toEqual([]);
});

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const repository = resolve(__dirname, "../..");

/** Runs a tool of the repository and returns what it says when it fails. */
function faultsOf(tool: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(join(repository, "node_modules/.bin", tool), args, {
    cwd: repository,
    encoding: "utf8",
  });
  return status === 0 ? "" : stdout + stderr;
}

const tracked = (...patterns: string[]) =>
  spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", ...patterns], {
    cwd: repository,
    encoding: "utf8",
  })
    .stdout.split("\0")
    .filter(Boolean);

test("every source, test, script and example is formatted and passes the linter", () => {
  expect(faultsOf("biome", "check")).toBe("");
});

test("every source, test and example fits its types", () => {
  expect(faultsOf("tsc", "--noEmit")).toBe("");
});

test("files are small enough to be read at once", () => {
  const long = tracked("*.ts", "*.mjs", "*.go").filter(
    (file) => readFileSync(join(repository, file), "utf8").split("\n").length > 400,
  );
  expect(long).toEqual([]);
});

import * as syntask from "pulumi-syntask";
import { declare, resolved } from "../support/mocks";

async function stepOf(make: () => unknown, dialect = "syntask"): Promise<unknown> {
  let step: unknown;
  await declare(
    () => {
      step = make();
    },
    { "syntask:dialect": dialect },
  );
  return resolved(step);
}

test.each<[string, () => unknown, object]>([
  [
    "git_clone",
    () =>
      syntask.gitClone({
        repository: "https://a.invalid/b.git",
        commitSha: "a".repeat(40),
        directories: ["etl"],
        cloneDirectoryName: "flows",
        includeSubmodules: true,
        accessToken: "{{ t }}",
        id: "clone",
      }),
    {
      repository: "https://a.invalid/b.git",
      commit_sha: "a".repeat(40),
      directories: ["etl"],
      clone_directory_name: "flows",
      include_submodules: true,
      access_token: "{{ t }}",
      id: "clone",
    },
  ],
  [
    "pull_with_block",
    () => syntask.pullWithBlock({ block: new syntask.S3Bucket("code", { bucketName: "b" }), id: "pull" }),
    { block_document_name: "code", block_type_slug: "s3-bucket", id: "pull" },
  ],
  [
    "pull_with_block",
    () => syntask.pullWithBlock({ block: new syntask.Block("code", { typeSlug: "smb", data: {} }) }),
    { block_document_name: "code", block_type_slug: "smb" },
  ],
  ["set_working_directory", () => syntask.setWorkingDirectory({ directory: "/a" }), { directory: "/a" }],
  [
    "pull_from_remote_storage",
    () => syntask.pullFromRemoteStorage({ url: "s3://b/f/", settings: { key: "k" }, requires: "s3fs" }),
    { url: "s3://b/f/", key: "k", requires: "s3fs" },
  ],
  [
    "pip_install_requirements",
    () =>
      syntask.pipInstallRequirements({
        directory: "{{ clone.directory }}",
        requirementsFile: "r.txt",
        streamOutput: false,
      }),
    { directory: "{{ clone.directory }}", requirements_file: "r.txt", stream_output: false },
  ],
  ["pip_install_requirements", () => syntask.pipInstallRequirements(), {}],
  [
    "run_shell_script",
    () => syntask.runShellScript({ script: "echo 1", env: { A: "1" }, expandEnvVars: true }),
    { script: "echo 1", env: { A: "1" }, expand_env_vars: true },
  ],
])("%s is written in the server's words, without what is left out", async (name, make, args) => {
  expect(await stepOf(make)).toEqual({ [`syntask.deployments.steps.${name}`]: args });
});

test("steps are named in the dialect of the stack", async () => {
  expect(await stepOf(() => syntask.setWorkingDirectory({ directory: "/a" }), "prefect")).toEqual({
    "prefect.deployments.steps.set_working_directory": { directory: "/a" },
  });
});

test("any other step is written as it is given", async () => {
  expect(await stepOf(() => syntask.pullStep("my_company.steps.fetch", { from: "a", nothing: undefined }))).toEqual({
    "my_company.steps.fetch": { from: "a" },
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { declare } from "../support/mocks";

const makers: [string, string, (name: string) => syntask.BlockResource][] = [
  ["S3Bucket", "s3-bucket", (name) => new syntask.S3Bucket(name, { bucketName: "b" })],
  ["GcsBucket", "gcs-bucket", (name) => new syntask.GcsBucket(name, { bucket: "b" })],
  [
    "AzureBlobStorageContainer",
    "azure-blob-storage-container",
    (name) =>
      new syntask.AzureBlobStorageContainer(name, {
        containerName: "c",
        credentials: new syntask.AzureBlobStorageCredentials("azure", { accountUrl: "https://a.invalid" }),
      }),
  ],
  [
    "GitHubRepository",
    "github-repository",
    (name) => new syntask.GitHubRepository(name, { repositoryUrl: "https://a.invalid/b" }),
  ],
  [
    "GitLabRepository",
    "gitlab-repository",
    (name) => new syntask.GitLabRepository(name, { repository: "https://a.invalid/b" }),
  ],
  [
    "BitbucketRepository",
    "bitbucket-repository",
    (name) => new syntask.BitbucketRepository(name, { repository: "https://a.invalid/b" }),
  ],
  ["RemoteFileSystem", "remote-file-system", (name) => new syntask.RemoteFileSystem(name, { basepath: "s3://b/f" })],
  ["LocalFileSystem", "local-file-system", (name) => new syntask.LocalFileSystem(name, { basepath: "/flows" })],
  ["Block", "warehouse", (name) => new syntask.Block(name, { typeSlug: "warehouse", data: {} })],
];

test.each(makers)("a deployment whose storage is a %s pulls with it, and is made after it", async (_, slug, make) => {
  const declared = await declare(() => {
    new syntask.Deployment("nightly", { entrypoint: "etl.py:main", storage: make("code") });
  });
  const deployment = declared.find(({ type }) => type === "Deployment")!;
  expect(deployment.inputs.pullSteps).toEqual([
    { "syntask.deployments.steps.pull_with_block": { block_document_name: "code", block_type_slug: slug } },
  ]);
  expect(deployment.dependsOn).toEqual(["code"]);
});

test("a project's storage may be a block", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-project-"));
  writeFileSync(
    join(folder, "syntask.yaml"),
    "deployments:\n  - name: nightly\n    entrypoint: etl.py:main\n    work_pool: { name: etl }\n",
  );
  writeFileSync(join(folder, "etl.py"), "from syntask import flow\n\n@flow\ndef main():\n    pass\n");
  const declared = await declare(() => {
    new syntask.SyntaskProject("team", {
      folder,
      storage: new syntask.LocalFileSystem("code", { basepath: "/flows" }),
    });
  });
  rmSync(folder, { recursive: true });
  expect(declared.find(({ type }) => type === "Deployment")!.inputs.pullSteps).toEqual([
    {
      "syntask.deployments.steps.pull_with_block": {
        block_document_name: "code",
        block_type_slug: "local-file-system",
      },
    },
  ]);
});

test("a block that holds no code is refused as a storage, with what to write", async () => {
  const make = () => {
    new syntask.Deployment("nightly", {
      entrypoint: "etl.py:main",
      storage: new syntask.Secret("token", { value: "hush" }),
    });
  };
  await declare(() => expect(make).toThrow(pulumi.RunError));
  await declare(() =>
    expect(make).toThrow(
      'A block of type "secret" holds no code; write a storage block, such as an `S3Bucket` or a `LocalFileSystem`.',
    ),
  );
});

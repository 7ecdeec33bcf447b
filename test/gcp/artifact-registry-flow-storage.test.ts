import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ArtifactRegistryFlowStorage, type ArtifactRegistryFlowStorageArgs } from "pulumi-syntask/gcp";
import { type Declared, declare, resolved } from "../support/mocks";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const registryUri = "europe-west1-docker.pkg.dev/project-1/flows-1";
const cwd = process.cwd();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-image-"));
  process.chdir(folder);
  writeFileSync("etl.py", "");
});
afterAll(() => {
  process.chdir(cwd);
  rmSync(folder, { recursive: true });
});

const outputs = ({ type, inputs }: Declared): Record<string, unknown> => {
  if (type.endsWith(":Repository")) return { registryUri, project: "project-1", name: inputs.repositoryId };
  return type.endsWith(":Image") ? { repoDigest: `${registryUri}/flows@${digest}` } : {};
};

async function declareStorage(args: ArtifactRegistryFlowStorageArgs) {
  let storage!: ArtifactRegistryFlowStorage;
  const declared = await declare(
    () => (storage = new ArtifactRegistryFlowStorage("flows", args)),
    { "gcp:region": "europe-west1" },
    outputs,
    { "gcp:organizations/getClientConfig:getClientConfig": { accessToken: "ya29.sesame" } },
  );
  const find = (name: string) => declared.find((resource) => resource.name === name)!;
  return { storage, find, children: declared.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort() };
}

test("a build makes a repository that forgets old versions, readers of it, and an image", async () => {
  const member = "serviceAccount:worker@project-1.iam.gserviceaccount.com";
  const { storage, find, children } = await declareStorage({ build: ".", pullers: [member] });
  expect(children).toEqual([
    "ArtifactRegistryFlowStorage flows",
    "Image flows-image",
    "Repository flows-repository",
    "RepositoryIamMember flows-puller-serviceaccount-worker-project-1-iam-gserviceaccount-com",
    "StoreGuard flows-guard",
  ]);
  const { repositoryId } = find("flows-repository").inputs;
  expect(repositoryId).toMatch(/^flows-flows-[0-9a-f]{8}$/);
  expect(find("flows-repository").inputs).toEqual({
    repositoryId,
    location: "europe-west1",
    format: "DOCKER",
    cleanupPolicies: [
      { id: "keep-newest", action: "KEEP", mostRecentVersions: { keepCount: 10 } },
      { id: "delete-others", action: "DELETE", condition: { tagState: "ANY" } },
    ],
  });
  expect(find("flows-puller-serviceaccount-worker-project-1-iam-gserviceaccount-com").inputs).toEqual({
    project: "project-1",
    location: "europe-west1",
    repository: repositoryId,
    role: "roles/artifactregistry.reader",
    member,
  });
  expect(find("flows-image").inputs).toMatchObject({
    imageName: `${registryUri}/flows:latest`,
    registry: { server: "europe-west1-docker.pkg.dev", username: "oauth2accesstoken", password: "ya29.sesame" },
  });
  expect(find("flows-image").secrets).toContain("registry");
  expect(await resolved(storage.jobVariables)).toEqual({ image: `${registryUri}/flows@${digest}` });
});

test("an image of CI in a repository that exists makes grants and nothing else", async () => {
  const image = `${registryUri}/etl@${digest}`;
  const { storage, find, children } = await declareStorage({
    image,
    repository: registryUri,
    verify: false,
    pullers: ["group:flows@example.com"],
  });
  expect(children).toEqual([
    "ArtifactRegistryFlowStorage flows",
    "RepositoryIamMember flows-puller-group-flows-example-com",
  ]);
  expect(find("flows-puller-group-flows-example-com").inputs).toMatchObject({
    project: "project-1",
    location: "europe-west1",
    repository: "flows-1",
  });
  expect(await resolved(storage.jobVariables)).toEqual({ image });
});

test.each<[string, ArtifactRegistryFlowStorageArgs, string]>([
  ["neither image nor build", {}, "give `image` or `build`, one of them"],
  [
    "an image without its repository",
    { image: `${registryUri}/etl:1` },
    "`image` is in a repository; give `repository`, or the name of a new one as `repositoryArgs.repositoryId`",
  ],
  [
    "a repository by its name alone",
    { build: ".", repository: "flows" },
    '`repository` is "flows"; write it as Docker does, such as europe-docker.pkg.dev/project/name',
  ],
  [
    "a place of a repository that exists",
    { build: ".", repository: registryUri, location: "us" },
    "`location` is of a new repository, and `repository` is given; leave one of them out",
  ],
  [
    "an address that is no member",
    { build: ".", pullers: ["me@example.com"] },
    '`pullers` has "me@example.com", which names no kind of member; write "serviceAccount:me@example.com"',
  ],
  [
    "a platform that Cloud Run lacks",
    { build: { context: ".", platform: "linux/arm64" } },
    "the image is for linux/arm64, and pools of type cloud-run-v2 run linux/amd64; build it for that",
  ],
])("%s is refused in one line", (_, args, reason) => {
  let refusal: unknown;
  try {
    new ArtifactRegistryFlowStorage("flows", args);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(pulumi.RunError);
  expect(refusal).toHaveProperty("message", `ArtifactRegistryFlowStorage "flows": ${reason}.`);
});

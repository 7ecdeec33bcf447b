import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { EcrFlowStorage, type EcrFlowStorageArgs } from "../../sdk/src/aws";
import { roleName } from "../../sdk/src/aws/iam";
import { type Declared, declare, resolved } from "../support/mocks";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const arn = "arn:aws:ecr:eu-central-1:123456789012:repository/flows";
const repositoryUrl = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/flows";
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

const outputs = ({ type }: Declared): Record<string, unknown> => {
  if (type === "aws:ecr/repository:Repository")
    return { arn, repositoryUrl, name: "flows", registryId: "123456789012" };
  if (type === "docker:index/image:Image") return { repoDigest: `${repositoryUrl}@${digest}` };
  return {};
};

const answers = {
  "aws:ecr/getAuthorizationToken:getAuthorizationToken": { userName: "AWS", password: "sesame" },
  "aws:ecr/getRepository:getRepository": { repositoryUrl, arn, registryId: "123456789012" },
};

async function declareStorage(args: EcrFlowStorageArgs) {
  let storage!: EcrFlowStorage;
  const declared = await declare(() => (storage = new EcrFlowStorage("flows", args)), {}, outputs, answers);
  const find = (name: string) => declared.find((resource) => resource.name === name)!;
  return { storage, find, children: declared.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort() };
}

const pulling = {
  Version: "2012-10-17",
  Statement: [
    { Sid: "LogIn", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Sid: "Pull",
      Effect: "Allow",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Resource: [arn],
    },
  ],
};

test("a build makes a repository that forgets old images, and an image pushed with the stack's own rights", async () => {
  const { storage, find, children } = await declareStorage({
    build: ".",
    pullers: ["arn:aws:iam::123456789012:role/team/Flow-Worker"],
  });
  expect(children).toEqual([
    "EcrFlowStorage flows",
    "Image flows-image",
    "LifecyclePolicy flows-lifecycle",
    "Repository flows-repository",
    "RolePolicy flows-puller-flow-worker",
    "StoreGuard flows-guard",
  ]);
  expect(find("flows-repository").inputs).toEqual({
    forceDelete: true,
    imageScanningConfiguration: { scanOnPush: true },
    imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
    imageTagMutabilityExclusionFilters: [{ filter: "latest", filterType: "WILDCARD" }],
  });
  expect(JSON.parse(find("flows-lifecycle").inputs.policy)).toEqual({
    rules: [
      {
        rulePriority: 1,
        description: "The 10 newest images stay",
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 10 },
        action: { type: "expire" },
      },
    ],
  });
  expect(find("flows-puller-flow-worker").inputs.role).toBe("Flow-Worker");
  expect(JSON.parse(find("flows-puller-flow-worker").inputs.policy)).toEqual(pulling);
  const image = find("flows-image");
  expect(image.inputs).toMatchObject({
    imageName: `${repositoryUrl}:latest`,
    registry: { server: "123456789012.dkr.ecr.eu-central-1.amazonaws.com", username: "AWS", password: "sesame" },
  });
  expect(image.secrets).toContain("registry");
  expect(await resolved(storage.image)).toBe(`${repositoryUrl}@${digest}`);
  expect(await resolved(storage.jobVariables)).toEqual({ image: `${repositoryUrl}@${digest}` });
  expect(await resolved(storage.pullSteps)).toEqual([
    { "syntask.deployments.steps.set_working_directory": { directory: "/opt/flows" } },
  ]);
  expect(JSON.parse(await resolved(storage.pullPolicy))).toEqual(pulling);
  expect(storage.localFolder).toBe(".");
});

test("other accounts get the right to give the right", async () => {
  const { find } = await declareStorage({ build: ".", keep: false, pullerAccounts: ["210987654321"] });
  expect(find("flows-lifecycle")).toBeUndefined();
  expect(JSON.parse(find("flows-accounts").inputs.policy).Statement).toEqual([
    {
      Sid: "PullFromAccounts",
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::210987654321:root"] },
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    },
  ]);
});

test("an image of CI in a repository that exists makes rights and nothing else", async () => {
  const image = `${repositoryUrl}@${digest}`;
  const { storage, children } = await declareStorage({
    image,
    repository: "flows",
    verify: false,
    pullers: ["worker"],
  });
  expect(children).toEqual(["EcrFlowStorage flows", "RolePolicy flows-puller-worker"]);
  expect(await resolved(storage.jobVariables)).toEqual({ image });
  expect(await resolved(storage.pullSteps)).toEqual([]);
});

test.each<[string, EcrFlowStorageArgs, string]>([
  ["neither image nor build", {}, "give `image` or `build`, one of them"],
  [
    "an image without its repository",
    { image: `${repositoryUrl}:1` },
    "`image` is in a repository; give `repository`, or the name of a new one as `repositoryArgs.name`",
  ],
  [
    "a repository by its URL",
    { build: ".", repository: repositoryUrl },
    `\`repository\` is "${repositoryUrl}"; write its name alone, "flows"`,
  ],
  [
    "a policy for a repository of others",
    { build: ".", repository: "flows", keep: 5 },
    "`keep` is of a new repository, and `repository` is given; leave one of them out",
  ],
  ["fewer images than none", { build: ".", keep: -1 }, "`keep` is -1; write a whole number from 0"],
  [
    "a process pool",
    { build: ".", workPool: "process" },
    "`workPool` is of type process, which runs no images; write a pool of type ecs",
  ],
  [
    "a docker pool",
    { build: ".", workPool: "docker" },
    "`workPool` is of type docker, whose workers need a password that stays, and the registry gives one for hours; write `DockerFlowStorage` with a password of your own, or a pool of another type",
  ],
])("%s is refused in one line", (_, args, reason) => {
  const make = () => new EcrFlowStorage("flows", args);
  expect(make).toThrow(pulumi.RunError);
  expect(make).toThrow(`EcrFlowStorage "flows": ${reason}.`);
});

test("a role is taken by its name or its ARN, and only one of the account", () => {
  const account = "123456789012";
  expect(roleName("worker", account)).toBe("worker");
  expect(roleName(`arn:aws-cn:iam::${account}:role/team/Worker`, account)).toBe("Worker");
  expect(() => roleName("arn:aws:iam::210987654321:role/worker", account)).toThrow(
    "is a role of another account than 123456789012",
  );
  expect(() => roleName(`arn:aws:iam::${account}:user/me`, account)).toThrow("is not a role of IAM");
});

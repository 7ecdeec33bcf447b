import { LogGroup } from "@pulumi/aws/cloudwatch";
import { Vpc } from "@pulumi/aws/ec2";
import { Repository } from "@pulumi/aws/ecr";
import { Cluster } from "@pulumi/aws/ecs";
import { Bucket } from "@pulumi/aws/s3";
import { Secret } from "@pulumi/aws/secretsmanager";
import { AwsCredentials, MinioCredentials, WorkPool } from "pulumi-syntask";
import type { EcrFlowStorageArgs, EcsInfrastructureArgs, EcsWorkerArgs, S3FlowStorageArgs } from "pulumi-syntask/aws";
import type { Declared } from "../../support/mocks";
import { digest, type Sample } from "../sample";

const account = "123456789012";
const secret = (name: string) => `arn:aws:secretsmanager:eu-central-1:${account}:secret:${name}-a1B2c3`;
/** A registry that does not answer. */
const local = "localhost:1/team";
const registry = `${account}.dkr.ecr.eu-central-1.amazonaws.com`;

function outputs({ type, name, inputs }: Declared): Record<string, unknown> {
  if (type.endsWith(":Bucket")) {
    const bucket = inputs.bucket ?? `${name}-1234567`.toLowerCase();
    return { bucket, arn: `arn:aws:s3:::${bucket}`, region: "eu-central-1" };
  }
  if (type.endsWith(":Repository")) {
    if (inputs.name === "local") return { arn: "arn:aws:ecr:eu-central-1:1:repository/local", repositoryUrl: local };
    const repository = inputs.name ?? "flows-1234567";
    const arn = `arn:aws:ecr:eu-central-1:${account}:repository/${repository}`;
    return { arn, repositoryUrl: `${registry}/${repository}`, name: repository, registryId: account };
  }
  if (type.endsWith(":Image")) return { repoDigest: `${inputs.imageName.replace(/:[^:]*$/, "")}@${digest}` };
  if (type.endsWith(":Role")) return { arn: `arn:aws:iam::${account}:role/${name}`, name };
  if (type.endsWith(":LogGroup")) return { arn: `arn:aws:logs:eu-central-1:${account}:log-group:${name}`, name };
  if (type === "WorkerRevision") {
    const { image, packages, settings } = inputs;
    return {
      workerName: `${inputs.worker}-${settings.slice(0, 8)}`,
      workerImage: image ?? "own:1",
      workerPackages: packages ?? [],
    };
  }
  if (type.endsWith(":SecretVersion")) return { versionId: String(inputs.secretStringWoVersion) };
  if (/:(TaskDefinition|Service)$/.test(type)) return { arn: `arn:aws:service:eu-central-1:${account}:${name}`, name };
  if (type.endsWith(":User") || type.endsWith(":Cluster")) return { name };
  if (type.endsWith(":Secret")) return { arn: secret(name) };
  return type.endsWith(":AccessKey") ? { secret: "hush" } : {};
}

const answers = () => ({
  "aws:index/getPartition:getPartition": { partition: "aws" },
  "aws:index/getRegion:getRegion": { region: "eu-central-1" },
  "aws:index/getCallerIdentity:getCallerIdentity": { accountId: account, arn: `arn:aws:iam::${account}:root` },
  "aws:ec2/getSubnet:getSubnet": { vpcId: "vpc-1" },
  "aws:index/getAvailabilityZones:getAvailabilityZones": { names: ["eu-central-1b", "eu-central-1a"] },
  "aws:ec2/getSubnets:getSubnets": { ids: ["subnet-b", "subnet-a"] },
  "aws:ecr/getAuthorizationToken:getAuthorizationToken": { userName: "AWS", password: "hush" },
  "aws:ecr/getRepository:getRepository": {
    repositoryUrl: `${registry}/team`,
    arn: `arn:aws:ecr:eu-central-1:${account}:repository/team`,
    registryId: account,
  },
});

const placeholder = "{{ syntask.blocks.aws-credentials.team }}";
const key = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "hush" };
const kmsKey = (id: string) => `arn:aws:kms:eu-central-1:${account}:key/${id}`;
const source = "flows";
const policy = (name: string) => JSON.stringify({ Statement: [{ Sid: name }] });
const runtime = "runtime";

export const S3FlowStorage: Sample<S3FlowStorageArgs> = {
  outputs,
  answers,
  args: {
    source: [[source, "others", undefined]],
    folder: [["one", "other", undefined], { source }],
    bucket: [["one-bucket", "other-bucket", () => new Bucket("given-bucket"), undefined], { source }],
    bucketArgs: [[{ bucket: "one-bucket" }, { tags: { team: "etl" } }, undefined]],
    forceDestroy: [[true, undefined]],
    access: [["accessKey", runtime], { source }],
    permissions: [["read", "readWrite"]],
    readers: [[["one"], ["other"], { team: "one" }, []], { access: runtime }],
    credentials: [
      [
        placeholder,
        () =>
          new AwsCredentials("given-aws", {
            awsAccessKeyId: "AKIA",
            awsSecretAccessKey: "hush",
            awsSessionToken: "hush",
          }),
        () => new MinioCredentials("given-minio", { minioRootUser: "root", minioRootPassword: "hush" }),
        undefined,
      ],
      { source },
    ],
    credentialsName: [["one", "other", undefined]],
    bundles: [[true, false]],
    rotation: [["one", "other", undefined]],
    endpoint: [["https://one.invalid", "https://other.invalid", undefined], { source }],
    pathStyle: [[true, undefined]],
    region: [["eu-west-1", "eu-west-2", undefined], { bucket: "one-bucket", source }],
    kmsKeyArn: [[kmsKey("one"), kmsKey("other"), undefined]],
    uploadCredentials: [[key, { ...key, sessionToken: "hush" }, undefined], { source }],
    ignoreFile: [["own.ignore", undefined], { source }],
    ignore: [[["*.md"], undefined], { source }],
    releases: [[true, { keep: 5 }, undefined], { source }],
    verify: [[false, undefined]],
    requires: [["one", ["one", "other"], undefined]],
    stepModule: [["one.steps", "other.steps", undefined]],
  },
  everything: { source, releases: true, bundles: true },
  waits: {
    "bundles-credentials": ["bundles-access"],
    "bundles-encryption": ["bundles-tls"],
    "bundles-expiry": ["bundles-encryption"],
    "bundles-guard": ["bundles-expiry"],
    "bundles-ownership": ["bundles-private"],
    "bundles-tls": ["bundles-ownership"],
    code: ["guard"],
    credentials: ["folder"],
    encryption: ["tls"],
    folder: ["access", "code"],
    guard: ["encryption"],
    ownership: ["private"],
    releases: ["release"],
    tls: ["ownership"],
  },
};

export const EcrFlowStorage: Sample<EcrFlowStorageArgs> = {
  needed: { build: source },
  outputs,
  answers,
  args: {
    build: [[source, { context: source, platform: "linux/arm64" }, { context: "others" }]],
    image: [
      [`${registry}/team@${digest}`, `${registry}/team:main`],
      { build: undefined, verify: false, repository: "team" },
    ],
    tag: [["one", "other", undefined]],
    path: [["/srv/flows", undefined]],
    verify: [
      [false, undefined],
      () => ({
        build: undefined,
        image: `${local}@${digest}`,
        repository: new Repository("given-repository", { name: "local" }),
      }),
    ],
    repository: [["team", () => new Repository("given-repository", { name: "given" }), undefined]],
    repositoryArgs: [[{ name: "one" }, { name: "other" }, undefined]],
    forceDestroy: [[true, undefined]],
    keep: [[3, false, undefined]],
    pullers: [[["one"], [`arn:aws:iam::${account}:role/other`], []]],
    pullerAccounts: [[["210987654321"], []]],
    workPool: [["kubernetes", "process"]],
  },
  refused: ["workPool"],
  waits: {},
};

export const EcsInfrastructure: Sample<EcsInfrastructureArgs> = {
  outputs,
  answers,
  args: {
    cluster: [["one", () => new Cluster("given-cluster"), undefined]],
    createCluster: [[true, false]],
    createVpc: [[true, false]],
    vpc: [["vpc-1", () => new Vpc("given-vpc"), undefined]],
    subnets: [[["subnet-1"], ["subnet-2", "subnet-3"], undefined], { vpc: "vpc-1" }],
    securityGroups: [[["sg-1"], ["sg-2"], undefined], { vpc: "vpc-1" }],
    assignPublicIp: [[true, false], { vpc: "vpc-1" }],
    family: [["one", "other", undefined]],
    executionRoleArn: [[`arn:aws:iam::${account}:role/one`, `arn:aws:iam::${account}:role/other`, undefined]],
    apiKeySecret: [[secret("one"), () => new Secret("given-secret"), undefined]],
    repositories: [[[`arn:aws:ecr:eu-central-1:${account}:repository/one`], []]],
    taskRoleArn: [[`arn:aws:iam::${account}:role/one`, `arn:aws:iam::${account}:role/other`, undefined]],
    taskPolicies: [[["arn:aws:iam::aws:policy/one"], ["arn:aws:iam::aws:policy/other"], []]],
    logGroup: [["one", () => new LogGroup("given-logs"), false, undefined]],
    logs: [[false, undefined]],
    logRetentionDays: [[7, undefined]],
    access: [["accessKey", runtime]],
    workers: [[["one"], ["other"], []], { access: runtime }],
    autoDeregisterTaskDefinition: [[true, undefined]],
    credentialsName: [["one", "other", undefined]],
    rotation: [["one", "other", undefined]],
  },
  waits: { key: ["access"] },
};

export const EcsWorker: Sample<EcsWorkerArgs> = {
  needed: { workPool: "flows", subnets: ["subnet-1"] },
  outputs,
  answers,
  args: {
    workPool: [["one", () => new WorkPool("given-pool", { type: "ecs", name: "given" })]],
    workQueues: [[["one"], ["one", "other"], undefined]],
    limit: [[1, 2, undefined]],
    image: [["one:1", `${registry}/one:1`, undefined]],
    packages: [[["one==1"], ["one==1", "other==2"], undefined]],
    apiUrl: [["https://one.invalid/api", "https://other.invalid/api", undefined]],
    apiKey: [["hush", "hush, too", undefined]],
    environment: [[{ ONE: "1" }, { ONE: "2" }, {}]],
    secrets: [[{ ONE: "hush" }, { OTHER: "hush" }, undefined]],
    verify: [[false, undefined]],
    replicas: [[0, 2, undefined]],
    cpu: [["0.25 vCPU", "0.5 vCPU"]],
    memory: [["2 GiB", undefined]],
    cluster: [["one", () => new Cluster("given-cluster"), undefined]],
    subnets: [[["subnet-1"], ["subnet-1", "subnet-2"]]],
    securityGroups: [[["sg-1"], undefined]],
    assignPublicIp: [[true, undefined]],
    infrastructure: [[policy("one"), policy("other"), undefined]],
    taskPolicies: [[["arn:aws:iam::aws:policy/one"], ["arn:aws:iam::aws:policy/other"], []]],
    logRetentionDays: [[7, undefined]],
  },
  waits: {
    online: ["service"],
    service: ["execution-access", "task-access", "task-policy-aws-policy-one", "task-policy-aws-policy-other"],
  },
};

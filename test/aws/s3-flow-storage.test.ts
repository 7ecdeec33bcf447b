import * as aws from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { pullFromS3, S3FlowStorage, type S3FlowStorageArgs } from "pulumi-syntask/aws";
import { type Declared, declare, resolved } from "../support/mocks";
import { child, kinds, policyOf, pullOf, storageOf } from "./declared-storage";

const readPolicy = (bucket: string, folder: string) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "ListFolder",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringLike: { "s3:prefix": `${folder}*` } },
    },
    { Sid: "UseObjects", Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}/${folder}*` },
  ],
});

test("a storage makes a private bucket, the upload, a user with a policy, a key, a check and a block", async () => {
  const { children, pullSteps } = await storageOf({ source: "examples/quickstart/flows", folder: "./etl" });
  expect(kinds(children)).toEqual([
    "AccessKey Flows-key",
    "AwsCredentials Flows-credentials",
    "Bucket Flows-bucket",
    "BucketOwnershipControls Flows-ownership",
    "BucketPolicy Flows-tls",
    "BucketPublicAccessBlock Flows-private",
    "BucketServerSideEncryptionConfiguration Flows-encryption",
    "FlowCode Flows-code",
    "S3AccessCheck Flows-folder",
    "StoreGuard Flows-guard",
    "User Flows-worker",
    "UserPolicy Flows-access",
  ]);
  expect(child(children, "Flows-bucket").inputs).toEqual({ forceDestroy: false });
  expect(child(children, "Flows-private").inputs).toEqual({
    bucket: "flows-bucket-1234567",
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  expect(child(children, "Flows-ownership").inputs.rule).toEqual({ objectOwnership: "BucketOwnerEnforced" });
  expect(child(children, "Flows-encryption").inputs.rules).toEqual([
    { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
  ]);
  expect(policyOf(child(children, "Flows-tls")).Statement).toEqual([
    {
      Sid: "OnlyTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: ["arn:aws:s3:::flows-bucket-1234567", "arn:aws:s3:::flows-bucket-1234567/*"],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
  expect(policyOf(child(children, "Flows-access"))).toEqual(readPolicy("flows-bucket-1234567", "etl/"));
  expect(child(children, "Flows-code").inputs).toMatchObject({
    store: "s3",
    location: { bucket: "flows-bucket-1234567" },
    folder: "etl/",
  });
  expect(pullOf(pullSteps)).toEqual({
    bucket: "flows-bucket-1234567",
    folder: "etl/",
    credentials: "{{ syntask.blocks.aws-credentials.flows }}",
  });
});

test("the key gets into the block and is secret wherever it is", async () => {
  const { children, declared } = await storageOf({});
  expect(child(children, "Flows-credentials")).toMatchObject({
    inputs: { name: "flows", awsAccessKeyId: "Flows-key-id", awsSecretAccessKey: "hush", regionName: "eu-central-1" },
    secrets: ["awsSecretAccessKey"],
  });
  expect(child(children, "Flows-credentials").inputs.awsClientParameters).toBeUndefined();
  expect(child(children, "Flows-folder")).toMatchObject({
    inputs: { bucket: "flows-bucket-1234567", folder: "Flows/", secretAccessKey: "hush" },
    secrets: ["secretAccessKey"],
  });
  const plain = declared.filter(({ secrets }) => secrets.length === 0);
  expect(JSON.stringify(plain)).not.toContain("hush");
});

test("readWrite lets the worker write and delete in its folder too", async () => {
  const { children } = await storageOf({ folder: "etl", permissions: "readWrite" });
  expect(policyOf(child(children, "Flows-access")).Statement[1]).toMatchObject({
    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    Resource: "arn:aws:s3:::flows-bucket-1234567/etl/*",
  });
});

test("a bucket that exists is taken as it is", async () => {
  const { children, pullSteps } = await storageOf({ bucket: "team-code", folder: "etl" });
  expect(kinds(children).filter((kind) => kind.startsWith("Bucket"))).toEqual([]);
  expect(policyOf(child(children, "Flows-access"))).toEqual(readPolicy("team-code", "etl/"));
  expect(pullOf(pullSteps)).toMatchObject({ bucket: "team-code", folder: "etl/" });
});

test('access: "runtime" gives the roles the policy and makes neither user, key, check nor block', async () => {
  const { children, pullSteps } = await storageOf({
    bucket: "team-code",
    folder: "etl",
    access: "runtime",
    readers: ["worker-role", pulumi.output("other-role")],
  });
  expect(kinds(children)).toEqual(["RolePolicy Flows-reader-other-role", "RolePolicy Flows-reader-worker-role"]);
  expect(children.map(({ inputs }) => inputs.role)).toEqual(["worker-role", "other-role"]);
  expect(policyOf(children[0]!)).toEqual(readPolicy("team-code", "etl/"));
  expect(pullOf(pullSteps)).toEqual({ bucket: "team-code", folder: "etl/" });
});

test("a MinIO server is reached by workers with a block that exists, in the path style", async () => {
  const { children, pullSteps } = await storageOf(() => ({
    bucket: "team-code",
    folder: "etl",
    endpoint: "https://minio.example.com",
    credentials: new syntask.MinioCredentials("minio", { minioRootUser: "user", minioRootPassword: "hush" }),
  }));
  expect(kinds(children)).toEqual(["MinioCredentials minio", "S3AccessCheck Flows-folder"]);
  expect(child(children, "Flows-folder")).toMatchObject({
    inputs: { accessKeyId: "user", secretAccessKey: "hush", endpoint: "https://minio.example.com", pathStyle: true },
    secrets: ["secretAccessKey"],
  });
  expect(pullOf(pullSteps)).toEqual({
    bucket: "team-code",
    folder: "etl/",
    credentials: "{{ syntask.blocks.minio-credentials.minio }}",
    client_parameters: {
      endpoint_url: "https://minio.example.com",
      config: { s3: { addressing_style: "path" } },
    },
  });
});

describe("a storage whose children are of another account", () => {
  const config = {
    "aws:region": "us-east-1",
    "aws:endpoints": '[{"s3":"http://stack"}]',
    "aws:s3UsePathStyle": "true",
  };
  const other = (args: aws.ProviderArgs) => () => ({ providers: [new aws.Provider("other", args)] });

  test("is checked and pulled where they are", async () => {
    const there = other({ region: "eu-west-1", endpoints: [{ s3: "http://other" }] });
    const { children } = await storageOf({ bucket: "team-code" }, config, there);
    expect(child(children, "Flows-folder").inputs).toMatchObject({
      region: "eu-west-1",
      endpoint: "http://other",
      pathStyle: true,
    });
    expect(child(children, "Flows-credentials").inputs).toMatchObject({
      regionName: "eu-west-1",
      awsClientParameters: { endpointUrl: "http://other", config: { s3: { addressing_style: "path" } } },
    });
  });

  test("has nothing of what the stack's config says of its own", async () => {
    const { children } = await storageOf({ bucket: "team-code" }, config, other({ region: "us-gov-west-1" }));
    const { inputs } = child(children, "Flows-folder");
    expect(inputs.region).toBe("us-gov-west-1");
    expect(inputs.endpoint).toBeUndefined();
    expect(inputs.pathStyle).toBeUndefined();
    expect(child(children, "Flows-credentials").inputs.awsClientParameters).toBeUndefined();
    expect(policyOf(child(children, "Flows-access")).Statement[0].Resource).toBe("arn:aws-us-gov:s3:::team-code");
  });
});

test("where nobody is given rights, a bucket's ARN is that of its region and no account is asked", async () => {
  let storage!: S3FlowStorage;
  await declare(() => {
    const credentials = "{{ syntask.blocks.aws-credentials.team }}";
    storage = new S3FlowStorage("flows", { bucket: "team-code", region: "cn-north-1", credentials });
  });
  expect(JSON.parse(await resolved(storage.policy)).Statement[0].Resource).toBe("arn:aws-cn:s3:::team-code");
});

describe("a bucket that is encrypted with a key of the user's own", () => {
  const kmsKeyArn = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd";
  const useOfKey = (policy: Declared) => policyOf(policy).Statement.find(({ Sid }: any) => Sid === "UseKey");

  test("is encrypted with it when it is made, and the worker may decrypt", async () => {
    const { children } = await storageOf({ folder: "etl", kmsKeyArn: pulumi.output(kmsKeyArn) });
    expect(child(children, "Flows-encryption").inputs.rules).toEqual([
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
        bucketKeyEnabled: true,
      },
    ]);
    expect(useOfKey(child(children, "Flows-access"))).toMatchObject({ Action: "kms:Decrypt", Resource: kmsKeyArn });
  });

  test("is opened for readers with it, where it exists already", async () => {
    const readers = ["worker-role"];
    const { children } = await storageOf({ bucket: "team-code", access: "runtime", readers, kmsKeyArn });
    expect(useOfKey(child(children, "Flows-reader-worker-role"))).toMatchObject({ Resource: kmsKeyArn });
  });
});

test("releases are switched by a variable that the pull step names", async () => {
  const { children, pullSteps } = await storageOf({
    source: "examples/quickstart/flows",
    folder: "etl",
    releases: { keep: 2 },
  });
  expect(child(children, "Flows-code").inputs.keep).toBe(2);
  expect(child(children, "Flows-release").inputs).toMatchObject({
    name: "flows_release",
    value: child(children, "Flows-code").inputs.digest,
  });
  expect(pullOf(pullSteps).folder).toBe("etl/{{ syntask.variables.flows_release }}/");
});

test.each([
  ["2026-01", "2026_01"],
  ["leak #1", "leak: 1"],
  ["a", "A"],
  ["первый", "второй"],
])("%s and %s are two rotations, and so two keys", async (one, other) => {
  const keyOf = async (rotation: string) =>
    (await storageOf({ rotation })).children.find(({ type }) => type.endsWith(":AccessKey"))!.name;
  expect(await keyOf(one)).not.toBe(await keyOf(other));
});

test("a key that was named by its rotation's letters and digits keeps being that key", async () => {
  const { children } = await storageOf({ rotation: "Leak #1" });
  const key = children.find(({ type }) => type.endsWith(":AccessKey"))!;
  expect(key.formerNames).toEqual(["Flows-key-leak-1"]);
});

test("requires, the step's module and the block's name can be chosen", async () => {
  const { pullSteps } = await storageOf({
    credentialsName: "team",
    requires: "syntask-aws",
    stepModule: "my_aws.steps",
  });
  expect(pullSteps).toEqual([
    {
      "my_aws.steps.pull_from_s3": {
        requires: "syntask-aws",
        bucket: "flows-bucket-1234567",
        folder: "Flows/",
        credentials: "{{ syntask.blocks.aws-credentials.team }}",
      },
    },
  ]);
});

test("pullFromS3 alone names the module of the dialect, and the folder with a slash", async () => {
  const declared = await declare(
    () => {
      const pullSteps = pulumi.all([pullFromS3({ bucket: "team-code", folder: "etl//flows" })]);
      new syntask.Deployment("nightly", { entrypoint: "hello.py:hello", pullSteps: pullSteps as never });
    },
    { "syntask:dialect": "prefect" },
  );
  expect(declared[0]!.inputs.pullSteps).toEqual([
    { "prefect_aws.deployments.steps.pull_from_s3": { bucket: "team-code", folder: "etl/flows/" } },
  ]);
});

test.each<[string, S3FlowStorageArgs, string]>([
  [
    "a bucket and settings of a new one",
    { bucket: "team-code", bucketArgs: {} },
    "give `bucket` or `bucketArgs`, not both",
  ],
  ["a bucket as a URL", { bucketArgs: { bucket: "s3://team" } }, 'write the name alone, "team"'],
  ["releases without a source", { releases: true }, "`releases` belongs to `source`, which is missing"],
  ["readers with a key", { readers: ["role"] }, '`readers` belongs to `access: "runtime"`'],
  ["a role's ARN", { access: "runtime", readers: ["arn:aws:iam::1:role/worker"] }, 'alone, "worker"'],
  ["a rotation without a key", { access: "runtime", rotation: "1" }, "makes no key; leave `rotation` out"],
  ["an alias of a key", { kmsKeyArn: "alias/flows" }, '`kmsKeyArn` is "alias/flows"; write the ARN of the key itself'],
  ["an ACL", { bucketArgs: { acl: "private" } }, "the bucket has no ACLs"],
  ["a policy", { bucketArgs: { policy: "{}" } }, "make the bucket yourself and give it as `bucket`"],
  ["an endpoint without a scheme", { endpoint: "minio:9000" }, "write a URL"],
  ["a block by its bare name", { credentials: "team" }, "is not a placeholder of a block"],
  [
    "permissions of a key that exists",
    { credentials: "{{ syntask.blocks.aws-credentials.team }}", permissions: "readWrite" },
    "`permissions` is of a key that is made here",
  ],
])("%s is refused before anything is declared", (_, args, reason) => {
  const make = () => new S3FlowStorage("Flows", args);
  expect(make).toThrow(pulumi.RunError);
  expect(make).toThrow('S3FlowStorage "Flows": ');
  expect(make).toThrow(reason);
});

import { stackAccount } from "../../sdk/src/aws/account";
import { faultOfBucketName } from "../../sdk/src/aws/bucket-name";
import { pullFromS3 } from "../../sdk/src/aws/pull-from-s3";
import { AwsCredentials, MinioCredentials } from "../../sdk/src/index";
import { declare, resolved } from "../support/mocks";

test.each(["abc", "a.b-c", "1flows2", "a".repeat(63), "1.2.3.a"])("%s may be the name of a bucket", (name) => {
  expect(faultOfBucketName(name)).toBeUndefined();
});

test.each(["ab", "a".repeat(64), "Flows", "-ab", "ab-", ".ab", "ab.", "a..b", "a_b", "10.0.0.1", "my s3://flows"])(
  "%s is no name of a bucket",
  (name) => {
    expect(faultOfBucketName(name)).toBe(
      `"${name}" is no name of a bucket: S3 takes 3 to 63 lowercase letters, digits, dots and dashes`,
    );
  },
);

test.each(["s3://flows", "s3://flows/etl/a", "arn:aws:s3:::flows", "arn:aws-cn:s3:::flows/etl"])(
  "of %s the bucket's name is told",
  (name) => {
    expect(faultOfBucketName(name)).toBe(`is "${name}"; write the name alone, "flows"`);
  },
);

test("the account of a stack is in the parts that ARNs are made of", async () => {
  let account!: ReturnType<typeof stackAccount>;
  await declare(
    () => {
      account = stackAccount(undefined as never);
    },
    {},
    undefined,
    {
      "aws:index/getCallerIdentity:getCallerIdentity": { accountId: "123", arn: "arn:aws-cn:iam::123:user/me" },
      "aws:index/getRegion:getRegion": { region: "cn-north-1" },
    },
  );
  expect(await resolved(account)).toEqual({ partition: "aws-cn", region: "cn-north-1", id: "123" });
});

test("a pull step has the block and how the client is made, in the worker's names and without nulls", async () => {
  let steps!: ReturnType<typeof pullFromS3>[];
  await declare(() => {
    const own = new AwsCredentials("own", { regionName: "eu-west-1" });
    const minio = new MinioCredentials("minio", { minioRootUser: "root", minioRootPassword: "hush" });
    const clientParameters = { endpointUrl: "http://minio:9000", verify: undefined, useSsl: null } as never;
    steps = [
      pullFromS3({ bucket: "flows", credentials: own, clientParameters }),
      pullFromS3({ bucket: "flows", folder: "etl", credentials: minio }),
      pullFromS3({ bucket: "flows", credentials: "{{ syntask.blocks.aws-credentials.team }}" }),
    ];
  });
  const step = "syntask_aws.deployments.steps.pull_from_s3";
  expect(await resolved(steps as never)).toEqual([
    {
      [step]: {
        bucket: "flows",
        folder: "",
        credentials: "{{ syntask.blocks.aws-credentials.own }}",
        client_parameters: { endpoint_url: "http://minio:9000" },
      },
    },
    { [step]: { bucket: "flows", folder: "etl/", credentials: "{{ syntask.blocks.minio-credentials.minio }}" } },
    { [step]: { bucket: "flows", folder: "", credentials: "{{ syntask.blocks.aws-credentials.team }}" } },
  ]);
});

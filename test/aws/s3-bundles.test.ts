import type { Declared } from "../support/mocks";
import { child, kinds, policyOf, storageOf } from "./declared-storage";

describe("a place for bundles", () => {
  const bundlesOf = (children: Declared[]) => children.filter(({ name }) => name.startsWith("Flows-bundles"));

  test("is a private bucket that forgets, and a user with a key and a block that may put and get there and nothing else", async () => {
    const { children, told } = await storageOf({ bundles: true, rotation: "1" }, { "syntask:dialect": "prefect" });
    expect(kinds(bundlesOf(children))).toEqual([
      "AccessKey Flows-bundles-key-6b86b273",
      "AwsCredentials Flows-bundles-credentials",
      "Bucket Flows-bundles-bucket",
      "BucketLifecycleConfiguration Flows-bundles-expiry",
      "BucketOwnershipControls Flows-bundles-ownership",
      "BucketPolicy Flows-bundles-tls",
      "BucketPublicAccessBlock Flows-bundles-private",
      "BucketServerSideEncryptionConfiguration Flows-bundles-encryption",
      "StoreGuard Flows-bundles-guard",
      "User Flows-bundles-worker",
      "UserPolicy Flows-bundles-access",
    ]);
    expect(policyOf(child(children, "Flows-bundles-access")).Statement).toEqual([
      {
        Sid: "UseBundles",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: "arn:aws:s3:::flows-bundles-bucket-1234567/*",
      },
    ]);
    expect(child(children, "Flows-bundles-access").inputs.user).toBe("Flows-bundles-worker-1234567");
    expect(child(children, "Flows-bundles-expiry").inputs.rules).toMatchObject([
      { status: "Enabled", filter: { prefix: "" }, expiration: { days: 30 } },
    ]);
    expect(child(children, "Flows-bundles-credentials").inputs).toMatchObject({
      name: "flows-bundles",
      awsAccessKeyId: "Flows-bundles-key-6b86b273-id",
      regionName: "eu-central-1",
    });
    const place = {
      requires: "prefect-aws",
      bucket: "flows-bundles-bucket-1234567",
      aws_credentials_block_name: "flows-bundles",
    };
    expect(await told()).toEqual({
      bundleUploadStep: { "prefect_aws.experimental.bundles.upload": place },
      bundleExecutionStep: { "prefect_aws.experimental.bundles.execute": place },
    });
  });

  test('is open to the readers with `access: "runtime"`, without a key and a block', async () => {
    const { children, told } = await storageOf({
      bundles: true,
      access: "runtime",
      readers: ["worker-role"],
      requires: "syntask-aws==1",
    });
    const grants = bundlesOf(children).filter(({ type }) => /Policy$|:User|:AccessKey|Credentials/.test(type));
    expect(kinds(grants)).toEqual(["BucketPolicy Flows-bundles-tls", "RolePolicy Flows-bundles-reader-worker-role"]);
    expect(policyOf(child(children, "Flows-bundles-reader-worker-role")).Statement).toMatchObject([
      { Action: ["s3:GetObject", "s3:PutObject"] },
    ]);
    expect((await told()).bundleUploadStep).toEqual({
      "syntask_aws.experimental.bundles.upload": {
        requires: "syntask-aws==1",
        bucket: "flows-bundles-bucket-1234567",
      },
    });
  });

  test("is encrypted, tagged and protected as the bucket of the storage is", async () => {
    const kmsKeyArn = "arn:aws:kms:eu-central-1:123456789012:key/1";
    const { children } = await storageOf({
      bundles: true,
      kmsKeyArn,
      bucketArgs: { bucket: "team-code", tags: { team: "etl" }, lifecycleRules: [] },
      forceDestroy: true,
      credentialsName: "team",
    });
    expect(child(children, "Flows-bundles-bucket").inputs).toEqual({ forceDestroy: true, tags: { team: "etl" } });
    expect(child(children, "Flows-bundles-guard").inputs).toMatchObject({
      location: { bucket: "flows-bundles-bucket-1234567" },
      forceDestroy: true,
    });
    expect(child(children, "Flows-bundles-encryption").inputs.rules[0].applyServerSideEncryptionByDefault).toEqual({
      sseAlgorithm: "aws:kms",
      kmsMasterKeyId: kmsKeyArn,
    });
    expect(policyOf(child(children, "Flows-bundles-access")).Statement[1]).toMatchObject({
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: kmsKeyArn,
    });
    expect(child(children, "Flows-bundles-credentials").inputs.name).toBe("team-bundles");
  });

  test("is not there unless it is asked for", async () => {
    const { children, told } = await storageOf({});
    expect(bundlesOf(children)).toEqual([]);
    expect(await told()).toEqual({});
  });
});

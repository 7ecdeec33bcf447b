import * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";
import { tlsOnlyPolicy } from "./s3-policies.js";

/** A bucket with everything that keeps it private. */
export interface PrivateBucket {
  bucket: s3.Bucket;
  /** What has to be there before the first object is. */
  guards: pulumi.Resource[];
}

/**
 * Makes a bucket that nobody outside the account sees, encrypted, without ACLs, and reached over TLS only.
 *
 * @param kmsKeyArn key of the customer's to encrypt it with; S3's own without it
 */
export function createPrivateBucket(
  name: string,
  args: Partial<s3.BucketArgs>,
  kmsKeyArn: pulumi.Input<string> | undefined,
  opts: pulumi.CustomResourceOptions,
): PrivateBucket {
  const bucket = new s3.Bucket(`${name}-bucket`, args, opts);
  const closed = new s3.BucketPublicAccessBlock(
    `${name}-private`,
    {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    opts,
  );
  // S3 refuses two changes of a bucket's settings at one time: each waits for the one before.
  const ownership = new s3.BucketOwnershipControls(
    `${name}-ownership`,
    { bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
    { ...opts, dependsOn: [closed] },
  );
  const tlsOnly = new s3.BucketPolicy(
    `${name}-tls`,
    { bucket: bucket.bucket, policy: bucket.arn.apply(tlsOnlyPolicy) },
    { ...opts, dependsOn: [ownership] },
  );
  if (args.serverSideEncryptionConfiguration !== undefined) return { bucket, guards: [tlsOnly] };
  const encryption = new s3.BucketServerSideEncryptionConfiguration(
    `${name}-encryption`,
    { bucket: bucket.bucket, rules: [encryptionRule(kmsKeyArn)] },
    { ...opts, dependsOn: [tlsOnly] },
  );
  return { bucket, guards: [encryption] };
}

/** Deletes each object of a bucket some days after it was written, and what an upload that broke off has left after one. */
export const expireObjects = (
  name: string,
  { bucket }: s3.Bucket,
  days: number,
  opts: pulumi.CustomResourceOptions,
): s3.BucketLifecycleConfiguration =>
  new s3.BucketLifecycleConfiguration(
    `${name}-expiry`,
    {
      bucket,
      rules: [
        {
          id: "expiry",
          status: "Enabled",
          filter: { prefix: "" },
          expiration: { days },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    },
    opts,
  );

/** One request to KMS for many objects, where a key of KMS is used. */
const encryptionRule = (kmsMasterKeyId: pulumi.Input<string> | undefined) =>
  kmsMasterKeyId === undefined
    ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
    : { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId }, bucketKeyEnabled: true };

import * as s3 from "@pulumi/aws/s3";
import { faultOfReference } from "../checks/references.js";
import {
  faultOfBlank,
  faultOfEndpoint,
  faultsOfNewBesideGiven,
  faultsOfTwoWays,
  faultsOfUpload,
  faultsOfWorkersKey,
} from "../cloud/arg-faults.js";
import { faultsOfBundles } from "../cloud/bundles.js";
import { grantees } from "../cloud/grantees.js";
import { objectStorageArgs } from "../cloud/object-storage-args.js";
import { type ArgsOf, flag, inTypeScript, object, oneOf, settings, text } from "../provider/component-args.js";
import type { Refuse } from "../provider/refusal.js";
import { faultOfBucketName } from "./bucket-name.js";
import type { S3Credentials } from "./pull-from-s3.js";
import { faultOfKmsKey } from "./s3-policies.js";

const uploadCredentials = {
  /** Id of the access key. */
  accessKeyId: text({ required: true }),
  /** Secret of the access key. */
  secretAccessKey: text({ required: true, secret: true }),
  /** Session token of temporary credentials. @default none */
  sessionToken: text({ secret: true }),
};

/** AWS credentials of the upload, where provider, config and environment have none. */
export interface S3UploadCredentials extends ArgsOf<typeof uploadCredentials> {}

const own = {
  /** A bucket that exists, by its name or, in TypeScript, as a resource. @default a new one */
  bucket: text({ check: faultOfBucketName, sugar: inTypeScript<s3.Bucket>() }),
  /** More settings of the new bucket. It is private, encrypted, without ACLs and reached over TLS only. @default {} */
  bucketArgs: settings<Partial<s3.BucketArgs>>(),
  /**
   * ARN of your own KMS key with which the bucket is encrypted; a new bucket is encrypted with it. Workers and `readers` may
   * decrypt the folder with it; whoever uploads needs `kms:GenerateDataKey` and `kms:Decrypt`.
   * @default a key of S3's own
   */
  kmsKeyArn: text({ check: faultOfKmsKey }),
  /**
   * How a worker authenticates to AWS. `accessKey`: an IAM user is made for it, and its key is put into an `AwsCredentials`
   * block. `runtime`: the role that the worker runs with; no key and no block.
   * @default "accessKey"
   */
  access: oneOf("accessKey", "runtime")({ plain: true, default: "accessKey" }),
  /** Permissions of a worker on the folder, and on nothing else. @default "read" */
  permissions: oneOf("read", "readWrite")({ plain: true, default: "read" }),
  /** With `access: "runtime"`: names of the IAM roles that workers run with. Each gets the policy. @default [] */
  readers: grantees(faultOfReader),
  /**
   * A block that exists, instead of a new user and key: a placeholder of one, or in TypeScript the resource. Its key has to be
   * allowed to list and read the folder. A store that is not AWS has no IAM users, so it needs this, such as `MinioCredentials`.
   */
  credentials: text({ check: faultOfReference, sugar: inTypeScript<S3Credentials>() }),
  /**
   * Also makes a place for the code of flows that are sent to a work pool without a deployment: a bucket of its own, whose objects
   * are deleted after 30 days, and a user, key and block that may put and get objects there and nothing else. With
   * `access: "runtime"` the `readers` may, and there is no key. Give the output `bundles` to a `WorkPool` as its `storageConfiguration`. `kmsKeyArn`,
   * `forceDestroy` and `rotation` hold for it too; its block is called as the storage's, with `-bundles` at the end.
   * @default false
   */
  bundles: flag({ plain: true, default: false }),
  /**
   * Any text; a change rotates the key. The block has the new one, and it is known to work, before the old one is deleted.
   * After an `up` that failed in the middle keep the text or go back to the one before: AWS gives a user two keys.
   * @default none
   */
  rotation: text({ plain: true, check: faultOfBlank }),
  /** Endpoint URL of another S3-compatible store. @default the one for `s3` in `endpoints` of the provider or of `aws:*`, else AWS */
  endpoint: text({ plain: true, check: faultOfEndpoint("https://minio.example.com") }),
  /**
   * Whether URLs are path-style: the bucket is in the path and not in the host's name.
   * @default true with an endpoint, else `s3UsePathStyle` of the provider or of `aws:*`
   */
  pathStyle: flag({ plain: true }),
  /** Region of a bucket that is given by its name. @default that of the provider, or `aws:region` in the stack's config */
  region: text({ plain: true }),
  /**
   * Credentials of the upload; secret.
   * @default those of the provider that the children have, else `aws:*` in the stack's config, then what the AWS SDK finds by itself
   */
  uploadCredentials: object<S3UploadCredentials>("S3UploadCredentials", uploadCredentials)({ plain: true }),
};

export const s3FlowStorageArgs: typeof objectStorageArgs & typeof own = { ...objectStorageArgs, ...own };

/** The args of {@link S3FlowStorage}. */
export interface S3FlowStorageArgs extends ArgsOf<typeof s3FlowStorageArgs> {}

/** @throws RunError */
export function refuseContradictions(args: S3FlowStorageArgs, refuse: Refuse): void {
  for (const fault of contradictions(args)) refuse(fault);
}

function* contradictions(args: S3FlowStorageArgs): Generator<string> {
  const { source, bucket, bucketArgs, bundles, forceDestroy, ignoreFile, ignore, releases, uploadCredentials } = args;
  yield* faultsOfTwoWays({ bucket }, { bucketArgs });
  yield* faultsOfNewBesideGiven("bucket", { bucket }, bundles ? {} : { forceDestroy });
  yield* faultsOfUpload(source, { ignoreFile, ignore, releases, uploadCredentials });
  yield* faultsOfWorkersKey(args, { readers: args.readers });
  yield* faultsOfBundles("bucket", args);
  if (args.region !== undefined && (bucket === undefined || s3.Bucket.isInstance(bucket))) {
    yield "`region` is that of a bucket given by its name; leave it out, or write `bucketArgs.region`";
  }
  yield* faultsOfBucketArgs(bucketArgs);
}

function* faultsOfBucketArgs({ bucket, acl, grants, policy }: Partial<s3.BucketArgs> = {}): Generator<string> {
  if (acl !== undefined || grants !== undefined) {
    yield "the bucket has no ACLs; leave `bucketArgs.acl` and `bucketArgs.grants` out";
  }
  if (policy !== undefined) {
    yield "`bucketArgs.policy` would replace the one that demands TLS; make the bucket yourself and give it as `bucket`";
  }
  const fault = typeof bucket === "string" ? faultOfBucketName(bucket) : undefined;
  if (fault) yield `\`bucketArgs.bucket\` ${fault}`;
}

function faultOfReader(role: string): string | undefined {
  if (!/[:/]/.test(role)) return undefined;
  return `has "${role}"; write the name of the role alone, "${role.split("/").at(-1)}"`;
}

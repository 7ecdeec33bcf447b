import * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";
import {
  faultsOfChoices,
  faultsOfNewBesideGiven,
  faultsOfTexts,
  faultsOfTwoWays,
  faultsOfUpload,
  faultsOfWorkersKey,
} from "../cloud/arg-faults.js";
import { type Grantees, granteesIn } from "../cloud/grantees.js";
import type { ObjectStorageArgs } from "../cloud/object-storage-args.js";
import type { Refuse } from "../provider/refusal.js";
import { faultOfBucketName } from "./bucket-name.js";
import type { S3Credentials } from "./pull-from-s3.js";
import { faultOfKmsKey, type S3Permissions } from "./s3-policies.js";

/** AWS credentials of the upload, where provider, config and environment have none. */
export interface S3UploadCredentials {
  /** Id of the access key. */
  accessKeyId: pulumi.Input<string>;
  /** Secret of the access key. */
  secretAccessKey: pulumi.Input<string>;
  /** Session token of temporary credentials. @default none */
  sessionToken?: pulumi.Input<string>;
}

/** The args of {@link S3FlowStorage}. */
export interface S3FlowStorageArgs extends ObjectStorageArgs {
  /** A bucket that exists, by its name or as a resource. @default a new one */
  bucket?: s3.Bucket | pulumi.Input<string>;
  /** More settings of the new bucket. It is private, encrypted, without ACLs and reached over TLS only. @default {} */
  bucketArgs?: Partial<s3.BucketArgs>;
  /**
   * ARN of your own KMS key with which the bucket is encrypted; a new bucket is encrypted with it. Workers and `readers` may
   * decrypt the folder with it; whoever uploads needs `kms:GenerateDataKey` and `kms:Decrypt`.
   * @default a key of S3's own
   */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * How a worker authenticates to AWS. `accessKey`: an IAM user is made for it, and its key is put into an `AwsCredentials`
   * block. `runtime`: the role that the worker runs with; no key and no block.
   * @default "accessKey"
   */
  access?: "accessKey" | "runtime";
  /** Permissions of a worker on the folder, and on nothing else. @default "read" */
  permissions?: S3Permissions;
  /** With `access: "runtime"`: names of the IAM roles that workers run with. Each gets the policy. @default [] */
  readers?: Grantees;
  /**
   * A block that exists, instead of a new user and key: a resource, or a placeholder of one. Its key has to be allowed to
   * list and read the folder. A store that is not AWS has no IAM users, so it needs this, such as `MinioCredentials`.
   */
  credentials?: S3Credentials | pulumi.Input<string>;
  /**
   * Any text; a change rotates the key. The block has the new one, and it is known to work, before the old one is deleted.
   * After an `up` that failed in the middle keep the text or go back to the one before: AWS gives a user two keys.
   * @default none
   */
  rotation?: string;
  /** Endpoint URL of another S3-compatible store. @default the one for `s3` in `endpoints` of the provider or of `aws:*`, else AWS */
  endpoint?: string;
  /**
   * Whether URLs are path-style: the bucket is in the path and not in the host's name.
   * @default true with an endpoint, else `s3UsePathStyle` of the provider or of `aws:*`
   */
  pathStyle?: boolean;
  /** Region of a bucket that is given by its name. @default that of the provider, or `aws:region` in the stack's config */
  region?: string;
  /**
   * Credentials of the upload; secret.
   * @default those of the provider that the children have, else `aws:*` in the stack's config, then what the AWS SDK finds by itself
   */
  uploadCredentials?: S3UploadCredentials;
}

/**
 * What can be seen to be wrong before anything is made.
 *
 * @throws RunError
 */
export function checkArgs(args: S3FlowStorageArgs, refuse: Refuse): void {
  const [fault] = [...contradictions(args), ...faultsOfValues(args)];
  if (fault) refuse(fault);
}

function* contradictions(args: S3FlowStorageArgs): Generator<string> {
  const { source, bucket, bucketArgs, forceDestroy, ignoreFile, ignore, releases, uploadCredentials } = args;
  yield* faultsOfTwoWays({ bucket }, { bucketArgs });
  yield* faultsOfNewBesideGiven("bucket", { bucket }, { forceDestroy });
  yield* faultsOfUpload(source, { ignoreFile, ignore, releases, uploadCredentials });
  yield* faultsOfWorkersKey(args, { readers: args.readers });
  if (args.region !== undefined && (bucket === undefined || s3.Bucket.isInstance(bucket))) {
    yield "`region` is that of a bucket given by its name; leave it out, or write `bucketArgs.region`";
  }
  if (bucketArgs?.acl !== undefined || bucketArgs?.grants !== undefined) {
    yield "the bucket has no ACLs; leave `bucketArgs.acl` and `bucketArgs.grants` out";
  }
  if (bucketArgs?.policy !== undefined) {
    yield "`bucketArgs.policy` would replace the one that demands TLS; make the bucket yourself and give it as `bucket`";
  }
}

function* faultsOfValues(args: S3FlowStorageArgs): Generator<string> {
  const { access, permissions, readers = [], bucketArgs } = args;
  yield* faultsOfChoices({
    access: [access, ["accessKey", "runtime"]],
    permissions: [permissions, ["read", "readWrite"]],
  });
  yield* faultsOfTexts(args, "https://minio.example.com");
  const keyFault = typeof args.kmsKeyArn === "string" ? faultOfKmsKey(args.kmsKeyArn) : undefined;
  if (keyFault) yield `\`kmsKeyArn\` ${keyFault}`;
  const named = bucketArgs?.bucket;
  const fault = typeof named === "string" ? faultOfBucketName(named) : undefined;
  if (fault) yield `\`bucketArgs.bucket\` ${fault}`;
  const reader = granteesIn(readers).find((role) => typeof role === "string" && /[:/]/.test(role));
  if (typeof reader === "string") {
    yield `\`readers\` has "${reader}"; write the name of the role alone, "${reader.split("/").at(-1)}"`;
  }
}

import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { type Grantees, granteesIn } from "../cloud/grantees.js";
import { checkFolder, folderPrefix } from "../code/folder-path.js";
import { CheckFailures } from "../provider/check-failures.js";
import type { CommonArgs } from "../provider/resource.js";
import { faultOfBucketName } from "./bucket-name.js";
import { isS3Credentials, type S3Credentials } from "./pull-from-s3.js";
import { faultOfFolder, type S3Permissions } from "./s3-policies.js";

/** A key that uploads, where the stack's config and the environment have none. */
export interface S3UploadCredentials {
  accessKeyId: pulumi.Input<string>;
  secretAccessKey: pulumi.Input<string>;
  sessionToken?: pulumi.Input<string>;
}

export interface S3FlowStorageArgs extends CommonArgs {
  /**
   * Folder with the flow code, from the Pulumi program. Read while the program runs, so it is a plain string.
   * @default nothing is uploaded, as something else fills the bucket
   */
  source?: string;
  /** Folder in the bucket; `""` is all of it. @default the component's name */
  folder?: pulumi.Input<string>;
  /** A bucket that exists, by its name or as a resource. @default a new one */
  bucket?: s3.Bucket | pulumi.Input<string>;
  /** More settings of the new bucket. It is private, encrypted, without ACLs and reached over TLS only. @default {} */
  bucketArgs?: Partial<s3.BucketArgs>;
  /**
   * Deletes the new bucket even if it holds objects of others. Without it the bucket stays, and `pulumi destroy` says so. It
   * has to be known to a `pulumi up` before.
   * @default false
   */
  forceDestroy?: pulumi.Input<boolean>;
  /**
   * How a worker authenticates to AWS. `accessKey`: an IAM user is made for it, and its key is put into an `AwsCredentials`
   * block. `runtime`: the role that the worker runs with; no key and no block.
   * @default "accessKey"
   */
  access?: "accessKey" | "runtime";
  /** What a worker may do with the folder, and with nothing else. @default "read" */
  permissions?: S3Permissions;
  /** With `access: "runtime"`: names of the IAM roles that workers run with. Each gets the policy. @default [] */
  readers?: Grantees;
  /**
   * A block that exists, instead of a new user and key: a resource, or a placeholder of one. Its key has to be allowed to
   * list and read the folder. A store that is not AWS has no IAM users, so it needs this, such as `MinioCredentials`.
   */
  credentials?: S3Credentials | pulumi.Input<string>;
  /** Name of the new block. @default the component's name, in lowercase with dashes */
  credentialsName?: pulumi.Input<string>;
  /**
   * Any text; a change rotates the key. The block has the new one, and it is known to work, before the old one is deleted.
   * After an `up` that failed in the middle keep the text or go back to the one before: AWS gives a user two keys.
   * @default none
   */
  rotation?: string;
  /** URL of a store that speaks like S3. @default the one for `s3` in `aws:endpoints` of the stack's config, else AWS */
  endpoint?: string;
  /**
   * Whether the bucket stands in the path of URLs and not in the name of the host.
   * @default true with an endpoint, else `aws:s3UsePathStyle` in the stack's config
   */
  pathStyle?: boolean;
  /** Region of a bucket that is given by its name. @default `aws:region` in the stack's config */
  region?: string;
  /** Key that uploads; secret. @default `aws:*` in the stack's config, then what the AWS SDK finds by itself */
  uploadCredentials?: S3UploadCredentials;
  /** File in `source` whose patterns say what is not uploaded. @default `.syntaskignore`, or `.prefectignore` in that dialect */
  ignoreFile?: string;
  /** More patterns, after those of the ignore file. @default [] */
  ignore?: string[];
  /**
   * Uploads each content into a folder of its own and switches all deployments to it at once, by a `Variable`. `keep` is
   * how many are kept, at least 2; `true` keeps 3.
   * @default false
   */
  releases?: boolean | { keep: number };
  /**
   * Whether `pulumi up` reads one object with the worker's key, and fails with the reason when it cannot. With
   * `access: "runtime"` nothing is read: only the worker can act as its role.
   * @default true
   */
  verify?: boolean;
  /** Packages that a worker installs when the pull step cannot be imported. @default none */
  requires?: pulumi.Input<string | string[]>;
  /** Python module of the pull step. @default `syntask_aws.deployments.steps`, or `prefect_aws…` in that dialect */
  stepModule?: string;
}

/**
 * What can be seen to be wrong before anything is made.
 *
 * @throws RunError
 */
export function checkArgs(name: string, args: S3FlowStorageArgs): void {
  const fault = [...contradictions(args), ...faultsOfValues(args)][0];
  if (fault) refuse(name, fault);
}

/** @throws RunError */
export function refuse(name: string, fault: string): never {
  throw new pulumi.RunError(`S3FlowStorage "${name}": ${fault}.`);
}

/** The folder in its one form. @throws RunError */
export function checkedFolder(name: string, folder: string): string {
  const failures = new CheckFailures();
  checkFolder("folder", folder, failures);
  const fault = faultOfFolder(folder);
  if (fault) failures.add("folder", fault);
  if (failures.lines[0]) refuse(name, failures.lines[0]);
  return folderPrefix(folder);
}

/** @throws RunError */
export function checkedBucket(name: string, bucket: string): string {
  const fault = faultOfBucketName(bucket);
  return fault ? refuse(name, `\`bucket\` ${fault}`) : bucket;
}

function* contradictions(args: S3FlowStorageArgs): Generator<string> {
  const { source, bucket, bucketArgs = {}, readers = [], credentials, rotation, credentialsName, permissions } = args;
  if (bucket !== undefined && args.bucketArgs !== undefined) yield "give `bucket` or `bucketArgs`, not both";
  if (bucket !== undefined && args.forceDestroy !== undefined) {
    yield "`forceDestroy` is of a new bucket, and `bucket` is one that exists; leave one of them out";
  }
  if (args.region !== undefined && (bucket === undefined || s3.Bucket.isInstance(bucket))) {
    yield "`region` is that of a bucket given by its name; leave it out, or write `bucketArgs.region`";
  }
  for (const setting of ["ignoreFile", "ignore", "releases", "uploadCredentials"] as const) {
    if (source === undefined && args[setting]) yield `\`${setting}\` belongs to \`source\`, which is missing`;
  }
  if (args.access === "runtime") {
    if (credentials !== undefined) yield '`access: "runtime"` uses no block; leave `credentials` out';
    if (credentialsName !== undefined) yield '`access: "runtime"` makes no block; leave `credentialsName` out';
    if (rotation !== undefined) yield '`access: "runtime"` makes no key; leave `rotation` out';
  } else if (granteesIn(readers).length > 0) {
    yield '`readers` belongs to `access: "runtime"`; write that, or leave it out';
  }
  if (credentials !== undefined) {
    for (const [setting, value] of Object.entries({ rotation, credentialsName, permissions })) {
      if (value === undefined) continue;
      yield `\`${setting}\` is of a key that is made here, and \`credentials\` is given; leave one of them out`;
    }
  }
  if (bucketArgs.acl !== undefined || bucketArgs.grants !== undefined) {
    yield "the bucket has no ACLs; leave `bucketArgs.acl` and `bucketArgs.grants` out";
  }
  if (bucketArgs.policy !== undefined) {
    yield "`bucketArgs.policy` would replace the one that demands TLS; make the bucket yourself and give it as `bucket`";
  }
}

function* faultsOfValues({ access, permissions, readers = [], credentials, bucketArgs, ...args }: S3FlowStorageArgs) {
  if (access !== undefined && !["accessKey", "runtime"].includes(access)) {
    yield `\`access\` is "${access}"; write "accessKey" or "runtime"`;
  }
  if (permissions !== undefined && !["read", "readWrite"].includes(permissions)) {
    yield `\`permissions\` is "${permissions}"; write "read" or "readWrite"`;
  }
  if (args.rotation !== undefined && args.rotation.trim() === "")
    yield "`rotation` is blank; write a text, or leave it out";
  if (args.endpoint !== undefined && !/^https?:\/\/[^/]/.test(args.endpoint)) {
    yield `\`endpoint\` is "${args.endpoint}"; write a URL, like "https://minio.example.com"`;
  }
  const named = bucketArgs?.bucket;
  const fault = typeof named === "string" ? faultOfBucketName(named) : undefined;
  if (fault) yield `\`bucketArgs.bucket\` ${fault}`;
  const reader = granteesIn(readers).find((role) => typeof role === "string" && /[:/]/.test(role));
  if (typeof reader === "string") {
    yield `\`readers\` has "${reader}"; write the name of the role alone, "${reader.split("/").at(-1)}"`;
  }
  if (typeof credentials === "string" && !isS3Credentials(credentials) && !/^\{\{.*\}\}$/.test(credentials.trim())) {
    yield "`credentials` is not a placeholder of a block; give the block, or its `reference`";
  }
}

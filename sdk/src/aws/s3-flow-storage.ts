import * as iam from "@pulumi/aws/iam";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import type { AwsClientParameters } from "../blocks/aws-client-parameters.js";
import { AwsCredentials } from "../blocks/aws-credentials.js";
import { slugOf } from "../checks/names.js";
import { bundleDays, bundleSteps, bundlesName } from "../cloud/bundles.js";
import { rotatedName } from "../cloud/child-name.js";
import { stepModuleOf } from "../cloud/cloud-pull.js";
import { grantEach, granteesIn } from "../cloud/grantees.js";
import { StoreGuard } from "../cloud/store-guard.js";
import { storageFolder, storeCode } from "../cloud/stored-code.js";
import { CloudSettings } from "../code/cloud-settings.js";
import { SyntaskComponent } from "../provider/component.js";
import { readArgs } from "../provider/component-args.js";
import { refuseFor } from "../provider/refusal.js";
import type { WorkPoolStorageConfiguration } from "../resources/work-pool-storage.js";
import type { FlowStorage, PullStep } from "../storage/flow-storage.js";
import { partitionOfRegion, stackPartition } from "./account.js";
import { faultOfAwsSettings } from "./aws-roles.js";
import { faultOfBucketName } from "./bucket-name.js";
import { endpointIn } from "./endpoints.js";
import { createPrivateBucket, expireObjects, type PrivateBucket } from "./private-bucket.js";
import { isS3Credentials, pullFromS3 } from "./pull-from-s3.js";
import { S3AccessCheck, type S3AccessCheckArgs } from "./s3-access-check.js";
import { refuseContradictions, type S3FlowStorageArgs, s3FlowStorageArgs } from "./s3-flow-storage-args.js";
import { bucketArnOf, bundlesPolicy, faultOfFolder, faultOfKmsKey, folderPolicy } from "./s3-policies.js";

/**
 * Flow code in S3: a private bucket, the upload, an IAM user that can read one folder of it, and the block with its key.
 *
 * @example
 * ```ts
 * const storage = new S3FlowStorage("flows", { source: "./flows" });
 * new syntask.Deployment("nightly", { entrypoint: "etl.py:main", storage, workPool: pool });
 * ```
 */
export class S3FlowStorage extends SyntaskComponent implements FlowStorage {
  static override readonly __pulumiType = "syntask:aws:S3FlowStorage";
  /** @internal */
  static override readonly args = s3FlowStorageArgs;

  /** Name of the bucket. */
  readonly bucket: pulumi.Output<string>;
  /** Folder in the bucket, with a slash at its end. */
  readonly folder: pulumi.Output<string>;
  /** The policy that workers have, as JSON text, for identities that are made elsewhere. */
  readonly policy: pulumi.Output<string>;
  /** Name of the IAM user that was made for workers, if one was. */
  readonly userName: pulumi.Output<string | undefined>;
  readonly pullSteps: pulumi.Output<PullStep[]>;
  /** The `storageConfiguration` of a work pool to which flows are sent without a deployment; empty unless `bundles` is true. */
  readonly bundles: pulumi.Output<WorkPoolStorageConfiguration>;
  /** Folder of the flow code on this machine. */
  readonly localFolder?: string;
  /** @internal Stands for the code, where it is uploaded. */
  readonly codeDigest?: pulumi.Output<string>;

  /** @throws RunError when the args contradict each other, or AWS or a worker would refuse them */
  constructor(name: string, args: S3FlowStorageArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super(S3FlowStorage.__pulumiType, name, {}, opts);
    const refuse = refuseFor("S3FlowStorage", name);
    const {
      access,
      permissions,
      bundles,
      readers = {},
      verify,
      uploadCredentials,
    } = readArgs(s3FlowStorageArgs, args, refuse);
    refuseContradictions(args, refuse);
    const { credentials, requires, adopt, connection } = args;
    const forceDestroy = args.forceDestroy ?? args.bucketArgs?.forceDestroy ?? false;
    const parent = this;
    const cloud = new CloudSettings("aws", { parent });
    if (uploadCredentials === undefined) cloud.refuseFaults(faultOfAwsSettings, refuse);
    const endpoint = pulumi.output(args.endpoint ?? cloud.get("endpoints").apply((known) => endpointIn(known)));
    const pathStyle = pulumi.output(args.pathStyle ?? pathStyleOfStore());

    const created =
      args.bucket === undefined
        ? createPrivateBucket(name, { ...args.bucketArgs, forceDestroy }, args.kmsKeyArn, { parent })
        : undefined;
    const guard = created && createGuard(name, created.bucket, created.guards);
    const { bucketName, bucketArn, region } = existingOrNew(created);
    const folder = storageFolder(args.folder ?? name, refuse, faultOfFolder);
    const { code, inUse, localFolder } = storeCode(name, args, codePlace(), { parent, dependsOn: guard });
    const policy = pulumi
      .all([bucketArn, folder, checkedKmsKey()])
      .apply(([arn, prefix, kmsKeyArn]) => folderPolicy(arn, prefix, permissions, kmsKeyArn));
    const { user, key, grants } = giveRights(name, policy);
    const verification = verify && access === "accessKey" ? [createVerification()] : [];
    // After the verification, so that a block never holds a key that AWS does not know everywhere yet.
    const documentName = args.credentialsName ?? slugOf(name);
    const block = key && createBlock(name, key, { documentName, region, dependsOn: verification });
    const step = createPullStep();

    this.bucket = bucketName;
    this.folder = folder;
    this.policy = policy;
    this.userName = pulumi.output(user?.name);
    this.pullSteps = pulumi.all([step]);
    this.bundles = bundles ? createBundles(bundlesName(name)) : pulumi.output({});
    this.localFolder = localFolder;
    this.codeDigest = code?.digest;
    const { userName, pullSteps } = this;
    this.registerOutputs({ bucket: bucketName, folder, userName, pullSteps, bundles: this.bundles });

    function pathStyleOfStore(): pulumi.Output<boolean> {
      return pulumi
        .all([endpoint, cloud.get("s3UsePathStyle")])
        .apply(([elsewhere, chosen]) => elsewhere !== undefined || chosen === "true");
    }

    function existingOrNew(made: PrivateBucket | undefined) {
      const bucket = made?.bucket ?? args.bucket!;
      if (s3.Bucket.isInstance(bucket))
        return { bucketName: bucket.bucket, bucketArn: bucket.arn, region: bucket.region };
      const known = pulumi.output(bucket).apply(checkedBucket);
      const where = pulumi.output(args.region ?? cloud.get("region"));
      const partition = givesRights() ? stackPartition(parent) : where.apply(partitionOfRegion);
      const arn = pulumi.all([known, partition]).apply(([given, named]) => bucketArnOf(given, named));
      return { bucketName: known, bucketArn: arn, region: where };
    }

    /** Who is given rights here is of the account that can be asked where it is. */
    function givesRights(): boolean {
      return granteesIn(readers).length > 0 || (access === "accessKey" && credentials === undefined);
    }

    function checkedKmsKey(): pulumi.Output<string | undefined> {
      return pulumi.output(args.kmsKeyArn).apply((arn) => {
        const fault = arn === undefined ? undefined : faultOfKmsKey(arn);
        return fault ? refuse(`\`kmsKeyArn\` ${fault}`) : arn;
      });
    }

    function checkedBucket(given: string): string {
      const fault = faultOfBucketName(given);
      return fault ? refuse(`\`bucket\` ${fault}`) : given;
    }

    /** Goes before the bucket and what keeps it private, and after all that this stack has in it. */
    function createGuard(ownName: string, bucket: s3.Bucket, dependsOn: pulumi.Resource[]): StoreGuard {
      return new StoreGuard(
        `${ownName}-guard`,
        {
          store: "s3Bucket",
          location: locationOf(bucket.bucket),
          credentials: uploadCredentials as never,
          forceDestroy,
        },
        { parent, dependsOn },
      );
    }

    function locationOf(bucket: pulumi.Output<string>) {
      return {
        bucket,
        ...(args.endpoint !== undefined && { endpoint: args.endpoint, pathStyle }),
        ...(args.region !== undefined && { region: args.region }),
      };
    }

    function codePlace() {
      const credentials = uploadCredentials as never;
      return { store: "s3" as const, location: locationOf(bucketName), credentials, folder };
    }

    /** Gives a policy to the readers, or to a user that is made for workers, with a key. */
    function giveRights(ownName: string, rights: pulumi.Output<string>) {
      const made = access === "accessKey" && credentials === undefined ? createUser(ownName) : undefined;
      const given = made ? [createGrant(ownName, made, rights)] : [];
      grantToReaders(ownName, rights);
      return { user: made, key: made && createKey(ownName, made), grants: given };
    }

    /** Keys that were made by hand go with it, or the user could not be deleted. */
    function createUser(ownName: string): iam.User {
      return new iam.User(`${ownName}-worker`, { forceDestroy: true }, { parent });
    }

    function createGrant(ownName: string, { name: user }: iam.User, rights: pulumi.Output<string>): iam.UserPolicy {
      return new iam.UserPolicy(`${ownName}-access`, { user, policy: rights }, { parent });
    }

    function grantToReaders(ownName: string, rights: pulumi.Output<string>): void {
      grantEach(`${ownName}-reader`, readers, { property: "readers", refuse }, (role, child) => {
        const { name: childName, aliases } = child();
        return new iam.RolePolicy(childName, { role, policy: rights }, { parent, aliases });
      });
    }

    function createKey(ownName: string, { name: user }: iam.User): iam.AccessKey {
      const { name: childName, aliases } = rotatedName(`${ownName}-key`, args.rotation);
      return new iam.AccessKey(childName, { user }, { parent, aliases });
    }

    function createVerification(): S3AccessCheck {
      return new S3AccessCheck(
        `${name}-folder`,
        {
          bucket: bucketName,
          folder,
          ...workersKey(),
          region,
          endpoint,
          pathStyle: pathStyle.apply((isPath) => isPath || undefined),
          connection,
        },
        { parent, dependsOn: [...grants, ...(code ? [code] : [])] },
      );
    }

    /** What the worker will have, as far as the program knows it. */
    function workersKey(): Partial<S3AccessCheckArgs> {
      if (key) return { accessKeyId: key.id, secretAccessKey: key.secret };
      if (credentials instanceof AwsCredentials) {
        const { awsAccessKeyId, awsSecretAccessKey, awsSessionToken, reference } = credentials;
        return {
          accessKeyId: awsAccessKeyId,
          secretAccessKey: awsSecretAccessKey,
          sessionToken: awsSessionToken,
          credentials: reference,
        };
      }
      if (isS3Credentials(credentials)) {
        const { minioRootUser, minioRootPassword, reference } = credentials;
        return { accessKeyId: minioRootUser, secretAccessKey: minioRootPassword, credentials: reference };
      }
      return { credentials };
    }

    function createBlock(ownName: string, { id, secret }: iam.AccessKey, place: BlockPlace): AwsCredentials {
      return new AwsCredentials(
        `${ownName}-credentials`,
        {
          name: place.documentName,
          awsAccessKeyId: id,
          awsSecretAccessKey: secret,
          regionName: place.region as pulumi.Input<string>,
          awsClientParameters: clientParameters() as pulumi.Input<AwsClientParameters>,
          adopt,
          connection,
        },
        { parent, dependsOn: place.dependsOn },
      );
    }

    /** A bundle lies at the top of its bucket, under a name that nobody chooses, so the bucket is its boundary. */
    function createBundles(ownName: string): pulumi.Output<WorkPoolStorageConfiguration> {
      const { tags, region: chosen, serverSideEncryptionConfiguration } = args.bucketArgs ?? {};
      const bucketArgs = { tags, region: chosen, serverSideEncryptionConfiguration, forceDestroy };
      const { bucket, guards } = createPrivateBucket(ownName, bucketArgs, args.kmsKeyArn, { parent });
      const expiry = expireObjects(ownName, bucket, bundleDays, { parent, dependsOn: guards });
      createGuard(ownName, bucket, [expiry]);
      const rights = pulumi
        .all([bucket.arn, checkedKmsKey()])
        .apply(([arn, kmsKeyArn]) => bundlesPolicy(arn, kmsKeyArn));
      const { key: own, grants: given } = giveRights(ownName, rights);
      const ownPlace = {
        documentName: pulumi.output(documentName).apply(bundlesName),
        region: bucket.region,
        dependsOn: given,
      };
      const ownBlock = own && createBlock(ownName, own, ownPlace);
      return bundleSteps("aws", args, { bucket: bucket.bucket, aws_credentials_block_name: ownBlock?.name });
    }

    function createPullStep(): pulumi.Output<PullStep> {
      return pullFromS3({
        bucket: bucketName,
        folder: inUse,
        credentials: block ?? credentials,
        clientParameters: block ? undefined : clientParameters(),
        requires,
        stepModule: stepModuleOf("aws", args),
      });
    }

    /** How the worker's client finds a store that is not AWS. */
    function clientParameters(): pulumi.Output<AwsClientParameters | undefined> {
      return pulumi.all([endpoint, pathStyle]).apply(([endpointUrl, isPath]) => {
        if (endpointUrl === undefined && !isPath) return undefined;
        return {
          ...(endpointUrl !== undefined && { endpointUrl }),
          ...(isPath && { config: { s3: { addressing_style: "path" } } }),
        };
      });
    }
  }
}

/** Where a block of a key is on the server, where its bucket is, and what it waits for. */
interface BlockPlace {
  documentName: pulumi.Input<string>;
  region: pulumi.Output<string | undefined>;
  dependsOn: pulumi.Resource[];
}

import { resolve } from "node:path";
import * as serviceaccount from "@pulumi/gcp/serviceaccount";
import * as gcs from "@pulumi/gcp/storage";
import * as pulumi from "@pulumi/pulumi";
import { GcpCredentials } from "../blocks/gcp-credentials.js";
import { slugOf } from "../checks/names.js";
import { type ChildName, named } from "../cloud/child-name.js";
import { grantEach, granteesIn } from "../cloud/grantees.js";
import { StoreGuard } from "../cloud/store-guard.js";
import { FlowCode } from "../code/flow-code.js";
import { releaseFolder } from "../code/release-folder.js";
import type { Json } from "../provider/definition.js";
import type { FlowStorage, PullStep } from "../storage/flow-storage.js";
import { faultOfBucketName } from "./bucket-name.js";
import { folderGrant } from "./folder-grant.js";
import { withSlash } from "./folder-path.js";
import { GcsAccessCheck } from "./gcs-access-check.js";
import { storageEndpoint } from "./gcs-client.js";
import type { GcsFlowStorageArgs } from "./gcs-flow-storage-args.js";
import { pullFromGcs } from "./pull-from-gcs.js";
import { faultOfKey, projectOf, type ServiceAccountKey } from "./service-account-key.js";
import { stableName } from "./stable-name.js";

/**
 * Flow code in Google Cloud Storage: a private bucket, a service account that can read one folder of it, and the block
 * with its key.
 *
 * The grant is limited to the folder by an IAM condition, which needs a bucket with uniform access.
 *
 * @example
 * ```ts
 * const storage = new GcsFlowStorage("flows", { source: "./flows", location: "EU" });
 * new syntask.Deployment("nightly", { entrypoint: "etl.py:main", storage, workPool: pool });
 * ```
 */
export class GcsFlowStorage extends pulumi.ComponentResource implements FlowStorage {
  /** Name of the bucket. */
  readonly bucket: pulumi.Output<string>;
  /** Folder in the bucket, with a slash at its end. */
  readonly folder: pulumi.Output<string>;
  /** Address of the service account that was made for workers, if one was. */
  readonly serviceAccountEmail: pulumi.Output<string | undefined>;
  readonly pullSteps: pulumi.Output<PullStep[]>;
  /** Folder of the flow code on this machine. */
  readonly localFolder?: string;

  /** @throws RunError when the args contradict each other or Google would refuse them */
  constructor(name: string, args: GcsFlowStorageArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("syntask:gcp:GcsFlowStorage", name, {}, opts);
    const { access = "serviceAccountKey", permissions = "read", readers = [], verify = true } = args;
    const { credentials, rotation, requires, stepModule, adopt, connection } = args;
    const forceDestroy = args.forceDestroy ?? args.bucketArgs?.forceDestroy ?? false;
    const parent = this;
    refuseContradictions();

    this.folder = withSlash(args.folder ?? name);
    this.bucket = args.bucket === undefined ? createBucket().name : checkedName(args.bucket);
    const { bucket, folder } = this;
    const guard = args.bucket === undefined ? createGuard() : undefined;
    const code = args.source === undefined ? undefined : createUpload(args.source);
    const pulled = code && args.releases ? releaseFolder(name, code, { adopt, connection }, { parent }) : folder;
    const account = access === "serviceAccountKey" && credentials === undefined ? createAccount() : undefined;
    const grants = account ? [grant(named(`${name}-access`), account.member)] : [];
    grantToReaders();
    const key = account && createKey(account);
    const info = key
      ? keyInfo(key)
      : credentials instanceof GcpCredentials
        ? credentials.serviceAccountInfo
        : undefined;
    if (info) warnOfOtherProject(info);
    const verification = verify && access === "serviceAccountKey" ? [createVerification()] : [];
    const block = key && createBlock();
    const step = pullFromGcs({ bucket, folder: pulled, credentials: reference(), requires, stepModule });

    this.serviceAccountEmail = pulumi.output(account?.email);
    this.pullSteps = pulumi.all([step]);
    this.localFolder = args.source === undefined ? undefined : resolve(args.source);
    this.registerOutputs({ bucket, folder, pullSteps: this.pullSteps, serviceAccountEmail: this.serviceAccountEmail });

    function refuseContradictions(): void {
      const isRuntime = access === "runtime";
      for (const setting of ["ignoreFile", "ignore", "releases"] as const) {
        if (args.source === undefined && args[setting])
          refuse(`\`${setting}\` belongs to \`source\`, which is missing`);
      }
      if (args.bucket !== undefined && args.bucketArgs !== undefined) refuse("give `bucket` or `bucketArgs`, not both");
      if (args.bucket !== undefined && args.forceDestroy !== undefined) {
        refuse("`forceDestroy` is of a new bucket, and `bucket` names one that exists; leave one of them out");
      }
      if (args.bucket !== undefined && args.location !== undefined) {
        refuse("`location` is that of a new bucket, and `bucket` names one that exists; leave one of them out");
      }
      if (isRuntime && credentials !== undefined) refuse('`access: "runtime"` uses no block; leave `credentials` out');
      if (isRuntime && rotation !== undefined) refuse('`access: "runtime"` makes no key; leave `rotation` out');
      if (!isRuntime && granteesIn(readers).length > 0)
        refuse('`readers` belongs to `access: "runtime"`; write that, or leave it out');
      if (credentials !== undefined && rotation !== undefined) {
        refuse("`rotation` is of a key that is made here, and `credentials` is given; leave one of them out");
      }
      if (credentials !== undefined && args.credentialsName !== undefined) {
        refuse("`credentialsName` is of a block that is made here, and `credentials` is given; leave one of them out");
      }
      if (args.bucket === undefined && args.bucketArgs?.uniformBucketLevelAccess === false) {
        refuse("a grant on a folder needs uniform access; leave `bucketArgs.uniformBucketLevelAccess` out");
      }
      const wrong = granteesIn(readers).find((reader) => typeof reader === "string" && !/^[A-Za-z]+:./.test(reader));
      if (wrong !== undefined)
        refuse(`\`readers\` has "${wrong}", which names no kind of member; write "serviceAccount:${wrong}"`);
    }

    function refuse(reason: string): never {
      throw new pulumi.RunError(`GcsFlowStorage "${name}": ${reason}.`);
    }

    function checkedName(given: gcs.Bucket | pulumi.Input<string>): pulumi.Output<string> {
      if (gcs.Bucket.isInstance(given)) return given.name;
      if (typeof given === "string") refuseName("`bucket`", given);
      return pulumi.output(given).apply((known) => refuseName("`bucket`", known));
    }

    function refuseName(property: string, given: string): string {
      const fault = faultOfBucketName(given);
      return fault ? refuse(`${property} ${fault}`) : given;
    }

    function createBucket(): gcs.Bucket {
      const named = args.bucketArgs?.name ?? suffixedName(name);
      if (typeof named === "string") refuseName("`bucketArgs.name`", named);
      const location = args.location ?? new pulumi.Config("gcp").get("region") ?? "US";
      const settings = {
        location,
        uniformBucketLevelAccess: true,
        publicAccessPrevention: "enforced",
        ...args.bucketArgs,
        forceDestroy,
      };
      return new gcs.Bucket(`${name}-bucket`, settings, { parent });
    }

    /** Goes before the bucket, and after all that this stack has in it. */
    function createGuard(): StoreGuard {
      return new StoreGuard(`${name}-guard`, { store: "gcsBucket", location: { bucket }, forceDestroy }, { parent });
    }

    function createUpload(source: string): FlowCode {
      const { ignoreFile, ignore, releases } = args;
      return new FlowCode(
        `${name}-code`,
        { store: "gcs", location: { bucket }, source, folder, ignoreFile, ignore, releases, adopt },
        { parent, dependsOn: guard },
      );
    }

    function createAccount(): serviceaccount.Account {
      return new serviceaccount.Account(
        `${name}-worker`,
        {
          accountId: stableName("flows", name, 30),
          displayName: `${name} flow code`.slice(0, 100),
          description: pulumi.interpolate`Lets workers ${permissions} gs://${bucket}/${folder}`,
        },
        { parent, ignoreChanges: ["accountId"] },
      );
    }

    function createKey({ name: serviceAccountId }: serviceaccount.Account): serviceaccount.Key {
      const keepers = rotation === undefined ? undefined : { rotation };
      return new serviceaccount.Key(`${name}-key`, { serviceAccountId, keepers }, { parent });
    }

    function grant({ name: childName, aliases }: ChildName, member: pulumi.Input<string>): gcs.BucketIAMMember {
      const { role, condition } = folderGrantOutputs();
      return new gcs.BucketIAMMember(childName, { bucket, role, member, condition }, { parent, aliases });
    }

    function folderGrantOutputs() {
      const granted = pulumi.all([bucket, folder]).apply(([b, f]) => folderGrant(b, f, permissions));
      return { role: granted.role, condition: granted.condition };
    }

    function grantToReaders(): void {
      grantEach(`${name}-reader`, readers, { property: "readers", refuse }, (member, child) => grant(child(), member));
    }

    /** The pair of projects is legitimate, so it is no error; it is the first thing to know when a worker is refused. */
    function warnOfOtherProject(known: pulumi.Output<Record<string, Json> | undefined>): void {
      const project = new pulumi.Config("gcp").get("project");
      if (account || args.bucket !== undefined || project === undefined) return;
      known.apply((value) => {
        if (faultOfKey(value) !== undefined) return;
        const own = projectOf(value as unknown as ServiceAccountKey);
        if (own === undefined || own === project) return;
        pulumi.log.warn(
          `the key in \`credentials\` is of project "${own}" and the bucket of "${project}"; its account needs a grant on the bucket`,
          parent,
        );
      });
    }

    function createVerification(): GcsAccessCheck {
      const endpoint = storageEndpoint({ get: configValue });
      const placeholder = credentials instanceof GcpCredentials ? undefined : credentials;
      return new GcsAccessCheck(
        `${name}-folder`,
        { bucket, folder, serviceAccountInfo: info as never, credentials: placeholder, endpoint, connection },
        { parent, dependsOn: [...grants, ...(code ? [code] : [])] },
      );
    }

    /** After the verification, so that a block never holds a key that Google does not know everywhere yet. */
    function createBlock(): GcpCredentials {
      return new GcpCredentials(
        `${name}-credentials`,
        { name: args.credentialsName ?? slugOf(name), serviceAccountInfo: info as never, adopt, connection },
        { parent, dependsOn: verification },
      );
    }

    function reference(): pulumi.Input<string> | undefined {
      if (block) return block.reference;
      return credentials instanceof GcpCredentials ? credentials.reference : credentials;
    }
  }
}

/** What a new bucket would be called, as Pulumi adds seven characters to its name. */
const suffixedName = (name: string): string => `${name}-bucket-0000000`.toLowerCase();

/** A key comes as base64 of its JSON. */
const keyInfo = ({ privateKey }: serviceaccount.Key): pulumi.Output<Record<string, Json>> =>
  pulumi.secret(privateKey.apply((text) => JSON.parse(Buffer.from(text, "base64").toString()) as Record<string, Json>));

function configValue(key: string): string | undefined {
  const [namespace, setting] = key.split(":") as [string, string];
  return new pulumi.Config(namespace).get(setting);
}

import * as serviceaccount from "@pulumi/gcp/serviceaccount";
import * as gcs from "@pulumi/gcp/storage";
import * as pulumi from "@pulumi/pulumi";
import { GcpCredentials } from "../blocks/gcp-credentials.js";
import { slugOf } from "../checks/names.js";
import { type ChildName, named } from "../cloud/child-name.js";
import { stepModuleOf } from "../cloud/cloud-pull.js";
import { grantEach } from "../cloud/grantees.js";
import { StoreGuard } from "../cloud/store-guard.js";
import { storageFolder, storeCode } from "../cloud/stored-code.js";
import { CloudSettings, providerConfig } from "../code/cloud-settings.js";
import type { Json } from "../engine/definition.js";
import { SyntaskComponent } from "../provider/component.js";
import { readArgs } from "../provider/component-args.js";
import { refuseFor } from "../provider/refusal.js";
import type { FlowStorage, PullStep } from "../storage/flow-storage.js";
import { faultOfBucketName } from "./bucket-name.js";
import { folderGrant } from "./folder-grant.js";
import { GcsAccessCheck } from "./gcs-access-check.js";
import { storageEndpoint } from "./gcs-client.js";
import { type GcsFlowStorageArgs, gcsFlowStorageArgs, refuseContradictions } from "./gcs-flow-storage-args.js";
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
export class GcsFlowStorage extends SyntaskComponent implements FlowStorage {
  static override readonly __pulumiType = "syntask:gcp:GcsFlowStorage";
  /** @internal */
  static override readonly args = gcsFlowStorageArgs;

  /** Name of the bucket. */
  readonly bucket: pulumi.Output<string>;
  /** Folder in the bucket, with a slash at its end. */
  readonly folder: pulumi.Output<string>;
  /** Address of the service account that was made for workers, if one was. */
  readonly serviceAccountEmail: pulumi.Output<string | undefined>;
  readonly pullSteps: pulumi.Output<PullStep[]>;
  /** Folder of the flow code on this machine. */
  readonly localFolder?: string;
  /** @internal Stands for the code, where it is uploaded. */
  readonly codeDigest?: pulumi.Output<string>;

  /** @throws RunError when the args contradict each other or Google would refuse them */
  constructor(name: string, args: GcsFlowStorageArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super(GcsFlowStorage.__pulumiType, name, {}, opts);
    const refuse = refuseFor("GcsFlowStorage", name);
    const { access, permissions, readers = {}, verify } = readArgs(gcsFlowStorageArgs, args, refuse);
    refuseContradictions(args, refuse);
    const { credentials, rotation, requires, adopt, connection } = args;
    const forceDestroy = args.forceDestroy ?? args.bucketArgs?.forceDestroy ?? false;
    const parent = this;
    const cloud = new CloudSettings("gcp", { parent });

    this.folder = storageFolder(args.folder ?? name, refuse);
    this.bucket = args.bucket === undefined ? createBucket().name : checkedName(args.bucket);
    const { bucket, folder } = this;
    const guard = args.bucket === undefined ? createGuard() : undefined;
    const place = { store: "gcs" as const, location: { bucket }, folder };
    const { code, inUse, localFolder } = storeCode(name, args, place, { parent, dependsOn: guard });
    const account = access === "serviceAccountKey" && credentials === undefined ? createAccount() : undefined;
    const grants = account ? [grant(named(`${name}-access`), account.member)] : [];
    grantToReaders();
    const key = account && createKey(account);
    const given = credentials instanceof GcpCredentials ? credentials : undefined;
    const info = key ? keyInfo(key) : given?.serviceAccountInfo;
    if (given) warnOfOtherProject(given.serviceAccountInfo);
    const verification = verify && access === "serviceAccountKey" ? [createVerification()] : [];
    const block = key && createBlock();
    const stepModule = stepModuleOf("gcp", args);
    const step = pullFromGcs({ bucket, folder: inUse, credentials: block ?? credentials, requires, stepModule });

    this.serviceAccountEmail = pulumi.output(account?.email);
    this.pullSteps = pulumi.all([step]);
    this.localFolder = localFolder;
    this.codeDigest = code?.digest;
    this.registerOutputs({ bucket, folder, pullSteps: this.pullSteps, serviceAccountEmail: this.serviceAccountEmail });

    function checkedName(given: gcs.Bucket | pulumi.Input<string>): pulumi.Output<string> {
      if (gcs.Bucket.isInstance(given)) return given.name;
      return pulumi.output(given).apply((known) => refuseName("`bucket`", known));
    }

    function refuseName(property: string, given: string): string {
      const fault = faultOfBucketName(given);
      return fault ? refuse(`${property} ${fault}`) : given;
    }

    function createBucket(): gcs.Bucket {
      const named = args.bucketArgs?.name ?? suffixedName(name);
      if (typeof named === "string") refuseName("`bucketArgs.name`", named);
      const location = args.location ?? cloud.read("region", (region) => region ?? "US");
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
    function warnOfOtherProject(known: GcpCredentials["serviceAccountInfo"]): void {
      if (args.bucket !== undefined) return;
      pulumi.all([known, cloud.get("project")]).apply(([value, project]) => {
        if (project === undefined || faultOfKey(value) !== undefined) return;
        const own = projectOf(value as unknown as ServiceAccountKey);
        if (own === undefined || own === project) return;
        pulumi.log.warn(
          `the key in \`credentials\` is of project "${own}" and the bucket of "${project}"; its account needs a grant on the bucket`,
          parent,
        );
      });
    }

    function createVerification(): GcsAccessCheck {
      const endpoint = cloud
        .get("storageCustomEndpoint")
        .apply((storageCustomEndpoint) => storageEndpoint(providerConfig({ storageCustomEndpoint })));
      const placeholder = credentials instanceof GcpCredentials ? placeholderUnlessKnown(credentials) : credentials;
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
  }
}

/** Where the key is that the program does not have itself. */
const placeholderUnlessKnown = ({ serviceAccountInfo, reference }: GcpCredentials): pulumi.Output<string> =>
  pulumi.unsecret(serviceAccountInfo).apply((key) => (key ? undefined : reference) as pulumi.Output<string>);

/** What a new bucket would be called, as Pulumi adds seven characters to its name. */
const suffixedName = (name: string): string => `${name}-bucket-0000000`.toLowerCase();

/** A key comes as base64 of its JSON. */
const keyInfo = ({ privateKey }: serviceaccount.Key): pulumi.Output<Record<string, Json>> =>
  pulumi.secret(privateKey.apply((text) => JSON.parse(Buffer.from(text, "base64").toString()) as Record<string, Json>));

import * as serviceaccount from "@pulumi/gcp/serviceaccount";
import * as gcs from "@pulumi/gcp/storage";
import * as pulumi from "@pulumi/pulumi";
import { GcpCredentials } from "../blocks/gcp-credentials.js";
import { slugOf } from "../checks/names.js";
import { bundleDays, bundleSteps, bundlesName } from "../cloud/bundles.js";
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
import type { WorkPoolStorageConfiguration } from "../resources/work-pool-storage.js";
import type { FlowStorage, PullStep } from "../storage/flow-storage.js";
import { faultOfBucketName } from "./bucket-name.js";
import { type FolderGrant, folderGrant } from "./folder-grant.js";
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
  /** The `storageConfiguration` of a work pool to which flows are sent without a deployment; empty unless `bundles` is true. */
  readonly bundles: pulumi.Output<WorkPoolStorageConfiguration>;
  /** Folder of the flow code on this machine. */
  readonly localFolder?: string;
  /** @internal Stands for the code, where it is uploaded. */
  readonly codeDigest?: pulumi.Output<string>;

  /** @throws RunError when the args contradict each other or Google would refuse them */
  constructor(name: string, args: GcsFlowStorageArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super(GcsFlowStorage.__pulumiType, name, {}, opts);
    const refuse = refuseFor("GcsFlowStorage", name);
    const { access, permissions, bundles, readers = {}, verify } = readArgs(gcsFlowStorageArgs, args, refuse);
    refuseContradictions(args, refuse);
    const { credentials, rotation, requires, adopt, connection } = args;
    const forceDestroy = args.forceDestroy ?? args.bucketArgs?.forceDestroy ?? false;
    const parent = this;
    const cloud = new CloudSettings("gcp", { parent });

    this.folder = storageFolder(args.folder ?? name, refuse);
    this.bucket = args.bucket === undefined ? createBucket(name, args.bucketArgs).name : checkedName(args.bucket);
    const { bucket, folder } = this;
    const guard = args.bucket === undefined ? createGuard(name, bucket) : undefined;
    const place = { store: "gcs" as const, location: { bucket }, folder };
    const { code, inUse, localFolder } = storeCode(name, args, place, { parent, dependsOn: guard });
    const rights = pulumi.all([bucket, folder]).apply(([b, f]) => folderGrant(b, f, permissions));
    const { account, key, grants } = giveRights(name, {
      bucket,
      rights,
      title: `${name} flow code`,
      description: pulumi.interpolate`Lets workers ${permissions} gs://${bucket}/${folder}`,
    });
    const given = credentials instanceof GcpCredentials ? credentials : undefined;
    const info = key ? keyInfo(key) : given?.serviceAccountInfo;
    if (given) warnOfOtherProject(given.serviceAccountInfo);
    const verification = verify && access === "serviceAccountKey" ? [createVerification()] : [];
    const documentName = args.credentialsName ?? slugOf(name);
    // After the verification, so that a block never holds a key that Google does not know everywhere yet.
    const block = key && createBlock(name, key, documentName, verification);
    const stepModule = stepModuleOf("gcp", args);
    const step = pullFromGcs({ bucket, folder: inUse, credentials: block ?? credentials, requires, stepModule });

    this.serviceAccountEmail = pulumi.output(account?.email);
    this.pullSteps = pulumi.all([step]);
    this.bundles = bundles ? createBundles(bundlesName(name)) : pulumi.output({});
    this.localFolder = localFolder;
    this.codeDigest = code?.digest;
    const { pullSteps, serviceAccountEmail } = this;
    this.registerOutputs({ bucket, folder, pullSteps, serviceAccountEmail, bundles: this.bundles });

    function checkedName(given: gcs.Bucket | pulumi.Input<string>): pulumi.Output<string> {
      if (gcs.Bucket.isInstance(given)) return given.name;
      return pulumi.output(given).apply((known) => refuseName("`bucket`", known));
    }

    function refuseName(property: string, given: string): string {
      const fault = faultOfBucketName(given);
      return fault ? refuse(`${property} ${fault}`) : given;
    }

    function createBucket(ownName: string, bucketArgs: Partial<gcs.BucketArgs> = {}): gcs.Bucket {
      const named = bucketArgs.name ?? suffixedName(ownName);
      if (typeof named === "string") refuseName("`bucketArgs.name`", named);
      const location = args.location ?? cloud.read("region", (region) => region ?? "US");
      const settings = {
        location,
        uniformBucketLevelAccess: true,
        publicAccessPrevention: "enforced",
        ...bucketArgs,
        forceDestroy,
      };
      return new gcs.Bucket(`${ownName}-bucket`, settings, { parent });
    }

    /** Goes before the bucket, and after all that this stack has in it. */
    function createGuard(ownName: string, store: pulumi.Output<string>): StoreGuard {
      const location = { bucket: store };
      return new StoreGuard(`${ownName}-guard`, { store: "gcsBucket", location, forceDestroy }, { parent });
    }

    /** Gives rights to the readers, or to a service account that is made for workers, with a key. */
    function giveRights(ownName: string, place: GrantedPlace) {
      const grant = ({ name: childName, aliases }: ChildName, member: pulumi.Input<string>) => {
        const { role, condition } = place.rights;
        return new gcs.BucketIAMMember(
          childName,
          { bucket: place.bucket, role, member, condition },
          { parent, aliases },
        );
      };
      const made =
        access === "serviceAccountKey" && credentials === undefined ? createAccount(ownName, place) : undefined;
      const given = made ? [grant(named(`${ownName}-access`), made.member)] : [];
      const settings = { property: "readers", refuse };
      grantEach(`${ownName}-reader`, readers, settings, (member, child) => grant(child(), member));
      return { account: made, key: made && createKey(ownName, made), grants: given };
    }

    function createAccount(ownName: string, { title, description }: GrantedPlace): serviceaccount.Account {
      return new serviceaccount.Account(
        `${ownName}-worker`,
        { accountId: stableName("flows", ownName, 30), displayName: title.slice(0, 100), description },
        { parent, ignoreChanges: ["accountId"] },
      );
    }

    function createKey(ownName: string, { name: serviceAccountId }: serviceaccount.Account): serviceaccount.Key {
      const keepers = rotation === undefined ? undefined : { rotation };
      return new serviceaccount.Key(`${ownName}-key`, { serviceAccountId, keepers }, { parent });
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

    function createBlock(
      ownName: string,
      own: serviceaccount.Key,
      document: pulumi.Input<string>,
      dependsOn: pulumi.Resource[],
    ): GcpCredentials {
      return new GcpCredentials(
        `${ownName}-credentials`,
        { name: document, serviceAccountInfo: keyInfo(own) as never, adopt, connection },
        { parent, dependsOn },
      );
    }

    /** A bundle lies at the top of its bucket, under a name that nobody chooses, so the bucket is its boundary. */
    function createBundles(ownName: string): pulumi.Output<WorkPoolStorageConfiguration> {
      const { labels, encryption, location, project } = args.bucketArgs ?? {};
      const lifecycleRules = [{ action: { type: "Delete" }, condition: { age: bundleDays } }];
      const chosen = { labels, encryption, project, ...(location !== undefined && { location }) };
      const own = createBucket(ownName, { ...chosen, lifecycleRules }).name;
      createGuard(ownName, own);
      const { key: ownKey, grants: given } = giveRights(ownName, {
        bucket: own,
        rights: own.apply((known) => folderGrant(known, "", "readWrite")),
        title: `${name} bundles`,
        description: pulumi.interpolate`Lets clients and workers use gs://${own}`,
      });
      const document = pulumi.output(documentName).apply(bundlesName);
      const ownBlock = ownKey && createBlock(ownName, ownKey, document, given);
      return bundleSteps("gcp", args, { bucket: own, gcp_credentials_block_name: ownBlock?.name });
    }
  }
}

/** What may be done with a bucket, and how the account is described that may. */
interface GrantedPlace {
  bucket: pulumi.Output<string>;
  rights: pulumi.Output<FolderGrant>;
  title: string;
  description: pulumi.Output<string>;
}

/** Where the key is that the program does not have itself. */
const placeholderUnlessKnown = ({ serviceAccountInfo, reference }: GcpCredentials): pulumi.Output<string> =>
  pulumi.unsecret(serviceAccountInfo).apply((key) => (key ? undefined : reference) as pulumi.Output<string>);

/** What a new bucket would be called, as Pulumi adds seven characters to its name. */
const suffixedName = (name: string): string => `${name}-bucket-0000000`.toLowerCase();

/** A key comes as base64 of its JSON. */
const keyInfo = ({ privateKey }: serviceaccount.Key): pulumi.Output<Record<string, Json>> =>
  pulumi.secret(privateKey.apply((text) => JSON.parse(Buffer.from(text, "base64").toString()) as Record<string, Json>));

import type * as gcs from "@pulumi/gcp/storage";
import type { GcpCredentials } from "../blocks/gcp-credentials.js";
import { faultOfReference } from "../checks/references.js";
import {
  faultOfBlank,
  faultsOfNewBesideGiven,
  faultsOfTwoWays,
  faultsOfUpload,
  faultsOfWorkersKey,
} from "../cloud/arg-faults.js";
import { faultsOfBundles } from "../cloud/bundles.js";
import { grantees } from "../cloud/grantees.js";
import { objectStorageArgs } from "../cloud/object-storage-args.js";
import { type ArgsOf, flag, inTypeScript, oneOf, settings, text } from "../provider/component-args.js";
import type { Refuse } from "../provider/refusal.js";
import { faultOfBucketName } from "./bucket-name.js";
import { faultOfMember } from "./member.js";

const own = {
  /** A bucket that exists, by its name or, in TypeScript, as a resource. @default a new one */
  bucket: text({ check: faultOfBucketName, sugar: inTypeScript<gcs.Bucket>() }),
  /**
   * More settings of the new bucket. It has uniform access, and public access is prevented.
   * @default {}
   */
  bucketArgs: settings<Partial<gcs.BucketArgs>>(),
  /** Where the new bucket is, such as `EU` or `europe-west1`. @default the region of the provider, or `gcp:region`, else `US` */
  location: text(),
  /**
   * How a worker authenticates to Google Cloud. `serviceAccountKey`: a service account is made for it, and its key is put into a
   * `GcpCredentials` block. `runtime`: the worker's own identity, such as workload identity; no key and no block.
   * @default "serviceAccountKey"
   */
  access: oneOf("serviceAccountKey", "runtime")({ plain: true, default: "serviceAccountKey" }),
  /** Permissions of a worker on the folder, and on nothing else. @default "read" */
  permissions: oneOf("read", "readWrite")({ plain: true, default: "read" }),
  /**
   * Who runs workers, with `access: "runtime"`: members as IAM writes them, such as
   * `serviceAccount:worker@project.iam.gserviceaccount.com` or a `principal://` of workload identity.
   * @default []
   */
  readers: grantees(faultOfMember),
  /**
   * A block that exists, instead of a new service account and key: a placeholder of one, or in TypeScript the resource. Its
   * account has to be allowed to list and read the folder.
   */
  credentials: text({ check: faultOfReference, sugar: inTypeScript<GcpCredentials>() }),
  /**
   * Also makes a place for the code of flows that are sent to a work pool without a deployment: a bucket of its own, whose objects
   * are deleted after 30 days, and a service account, key and block that may use objects there and nothing else. With
   * `access: "runtime"` the `readers` may, and there is no key. Give the output `bundles` to a `WorkPool` as its `storageConfiguration`. `location`,
   * `forceDestroy` and `rotation` hold for it too; its block is called as the storage's, with `-bundles` at the end.
   * @default false
   */
  bundles: flag({ plain: true, default: false }),
  /**
   * Any text; a change rotates the key. The block has the new one, and it is known to work, before the old one is deleted.
   * @default none
   */
  rotation: text({ check: faultOfBlank }),
};

export const gcsFlowStorageArgs: typeof objectStorageArgs & typeof own = { ...objectStorageArgs, ...own };

/** The args of {@link GcsFlowStorage}. */
export interface GcsFlowStorageArgs extends ArgsOf<typeof gcsFlowStorageArgs> {}

/** @throws RunError */
export function refuseContradictions(args: GcsFlowStorageArgs, refuse: Refuse): void {
  for (const fault of contradictions(args)) refuse(fault);
}

function* contradictions(args: GcsFlowStorageArgs): Generator<string> {
  const { source, bucket, bucketArgs, bundles, forceDestroy, location, ignoreFile, ignore, releases, readers } = args;
  yield* faultsOfTwoWays({ bucket }, { bucketArgs });
  yield* faultsOfNewBesideGiven("bucket", { bucket }, bundles ? {} : { forceDestroy, location });
  yield* faultsOfUpload(source, { ignoreFile, ignore, releases });
  yield* faultsOfWorkersKey(args, { readers });
  yield* faultsOfBundles("bucket", args);
  if (bucket === undefined && bucketArgs?.uniformBucketLevelAccess === false) {
    yield "a grant on a folder needs uniform access; leave `bucketArgs.uniformBucketLevelAccess` out";
  }
}

import type * as gcs from "@pulumi/gcp/storage";
import type * as pulumi from "@pulumi/pulumi";
import type { GcpCredentials } from "../blocks/gcp-credentials.js";
import type { Grantees } from "../cloud/grantees.js";
import type { ObjectStorageArgs } from "../cloud/object-storage-args.js";
import type { GcsPermissions } from "./folder-grant.js";

/** The args of {@link GcsFlowStorage}. */
export interface GcsFlowStorageArgs extends ObjectStorageArgs {
  /** A bucket that exists, by its name or as a resource. @default a new one */
  bucket?: gcs.Bucket | pulumi.Input<string>;
  /**
   * More settings of the new bucket. It has uniform access, and public access is prevented.
   * @default {}
   */
  bucketArgs?: Partial<gcs.BucketArgs>;
  /** Where the new bucket is, such as `EU` or `europe-west1`. @default the region of the provider, or `gcp:region`, else `US` */
  location?: pulumi.Input<string>;
  /**
   * How a worker authenticates to Google Cloud. `serviceAccountKey`: a service account is made for it, and its key is put into a
   * `GcpCredentials` block. `runtime`: the worker's own identity, such as workload identity; no key and no block.
   * @default "serviceAccountKey"
   */
  access?: "serviceAccountKey" | "runtime";
  /** Permissions of a worker on the folder, and on nothing else. @default "read" */
  permissions?: GcsPermissions;
  /**
   * Who runs workers, with `access: "runtime"`: members as IAM writes them, such as
   * `serviceAccount:worker@project.iam.gserviceaccount.com` or a `principal://` of workload identity.
   * @default []
   */
  readers?: Grantees;
  /**
   * A block that exists, instead of a new service account and key: a resource, or a placeholder of one. Its account
   * has to be allowed to list and read the folder.
   */
  credentials?: GcpCredentials | pulumi.Input<string>;
  /**
   * Any text; a change rotates the key. The block has the new one, and it is known to work, before the old one is deleted.
   * @default none
   */
  rotation?: pulumi.Input<string>;
}

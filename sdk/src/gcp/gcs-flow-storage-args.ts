import type * as gcs from "@pulumi/gcp/storage";
import type * as pulumi from "@pulumi/pulumi";
import type { GcpCredentials } from "../blocks/gcp-credentials.js";
import type { Grantees } from "../cloud/grantees.js";
import type { CommonArgs } from "../provider/resource.js";
import type { GcsPermissions } from "./folder-grant.js";

export interface GcsFlowStorageArgs extends CommonArgs {
  /**
   * Folder of the flow code, from the Pulumi program, which is uploaded. Read while the program runs, so it is a plain
   * string.
   * @default nothing is uploaded: something else fills the folder
   */
  source?: string;
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
  /** Folder in the bucket; `""` is all of it. @default the component's name */
  folder?: pulumi.Input<string>;
  /** A bucket that exists, by its name or as a resource. @default a new one */
  bucket?: gcs.Bucket | pulumi.Input<string>;
  /**
   * More settings of the new bucket. It has uniform access, and public access is prevented.
   * @default {}
   */
  bucketArgs?: Partial<gcs.BucketArgs>;
  /**
   * Deletes the new bucket even if it holds objects of others. Without it the bucket stays, and `pulumi destroy` says so. It
   * has to be known to a `pulumi up` before.
   * @default false
   */
  forceDestroy?: pulumi.Input<boolean>;
  /** Where the new bucket is, such as `EU` or `europe-west1`. @default `gcp:region` in the stack's config, else `US` */
  location?: pulumi.Input<string>;
  /**
   * How a worker authenticates to Google Cloud. `serviceAccountKey`: a service account is made for it, and its key is put into a
   * `GcpCredentials` block. `runtime`: the worker's own identity, such as workload identity; no key and no block.
   * @default "serviceAccountKey"
   */
  access?: "serviceAccountKey" | "runtime";
  /** What a worker may do with the folder, and with nothing else. @default "read" */
  permissions?: GcsPermissions;
  /**
   * Identities of the workers, with `access: "runtime"`: IAM members, such as
   * `serviceAccount:worker@project.iam.gserviceaccount.com` or a `principal://` of workload identity.
   * @default []
   */
  readers?: Grantees;
  /**
   * A block that exists, instead of a new service account and key: a resource, or a placeholder of one. Its account
   * has to be allowed to list and read the folder.
   */
  credentials?: GcpCredentials | pulumi.Input<string>;
  /** Name of the new block. @default the component's name, in lowercase with dashes */
  credentialsName?: pulumi.Input<string>;
  /**
   * Any text; a change rotates the key. The block has the new one, and it is known to work, before the old one is deleted.
   * @default none
   */
  rotation?: pulumi.Input<string>;
  /**
   * Whether `pulumi up` reads one object with the worker's key, and fails with the reason when it cannot. With
   * `access: "runtime"` there is no key to do it with.
   * @default true
   */
  verify?: boolean;
  /** Packages that a worker installs when the pull step cannot be imported. @default none */
  requires?: pulumi.Input<string | string[]>;
  /** Python module of the pull step. @default `syntask_gcp.deployments.steps`, or `prefect_gcp…` in that dialect */
  stepModule?: string;
}

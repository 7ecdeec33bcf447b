import type * as pulumi from "@pulumi/pulumi";
import type { CommonArgs } from "../provider/resource.js";

/** What the storages of flow code in a cloud's object store are given alike. */
export interface ObjectStorageArgs extends CommonArgs {
  /**
   * Folder with the flow code, from the Pulumi program. Read while the program runs, so it is a plain string.
   * @default nothing is uploaded, as something else fills the folder
   */
  source?: string;
  /** Folder (key prefix) in the bucket or container; `""` is all of it. @default the component's name */
  folder?: pulumi.Input<string>;
  /**
   * Deletes the new bucket, or account and container, even if it holds objects of others. Without it they stay, and
   * `pulumi destroy` says so. It has to be known to a `pulumi up` before.
   * @default false
   */
  forceDestroy?: pulumi.Input<boolean>;
  /** Name of the new credentials block. @default the component's name, in lowercase with dashes */
  credentialsName?: pulumi.Input<string>;
  /** Ignore file in `source`: its patterns say what is not uploaded. @default `.syntaskignore`, or `.prefectignore` in that dialect */
  ignoreFile?: string;
  /** More ignore patterns, after those of the ignore file. @default [] */
  ignore?: string[];
  /**
   * Uploads each content into a folder of its own and switches all deployments to it at once, by a `Variable`. `keep` is
   * how many are kept, at least 2; `true` keeps 3.
   * @default false
   */
  releases?: boolean | { keep: number };
  /**
   * Whether `pulumi up` reads one object as a worker, and fails with the reason when it cannot. With `access: "runtime"`
   * nothing is read: only the worker can act as itself.
   * @default true
   */
  verify?: boolean;
  /** Packages that a worker installs when the pull step cannot be imported. @default none */
  requires?: pulumi.Input<string | string[]>;
  /**
   * Python module of the pull step.
   * @default that of the cloud in the dialect, such as `syntask_aws.deployments.steps` or `prefect_aws.deployments.steps`
   */
  stepModule?: string;
}

import type * as pulumi from "@pulumi/pulumi";
import {
  type ArgsOf,
  commonArgs,
  flag,
  inTypeScript,
  integer,
  list,
  object,
  text,
  withDefaults,
} from "../provider/component-args.js";

const releases = {
  /** How many releases are kept, at least 2. @default 3 */
  keep: integer({ plain: true, min: 2, default: 3 }),
};

/** How releases are kept. */
export interface ReleasesArgs extends ArgsOf<typeof releases> {}

const own = {
  /**
   * Folder with the flow code, from the Pulumi program. Read while the program runs, so it is a plain string.
   * @default nothing is uploaded, as something else fills the folder
   */
  source: text({ plain: true }),
  /** Folder (key prefix) in the bucket or container; `""` is all of it. @default the component's name */
  folder: text(),
  /**
   * Deletes the new bucket, or account and container, even if it holds objects of others. Without it they stay, and
   * `pulumi destroy` says so. It has to be known to a `pulumi up` before.
   * @default false
   */
  forceDestroy: flag(),
  /** Name of the new credentials block. @default the component's name, in lowercase with dashes */
  credentialsName: text(),
  /** Ignore file in `source`: its patterns say what is not uploaded. @default `.syntaskignore`, or `.prefectignore` in that dialect */
  ignoreFile: text({ plain: true }),
  /** More ignore patterns, after those of the ignore file. @default [] */
  ignore: list(text({ plain: true }))({ plain: true }),
  /**
   * Uploads each content into a folder of its own and switches all deployments to it at once, by a `Variable`. `keep` is
   * how many are kept, at least 2; `{}` keeps 3, in TypeScript also `true`.
   * @default none
   */
  releases: object<ReleasesArgs>("Releases", releases)({ plain: true, sugar: inTypeScript<boolean>() }),
  /**
   * Whether `pulumi up` reads one object as a worker, and fails with the reason when it cannot. With `access: "runtime"`
   * nothing is read: only the worker can act as itself.
   * @default true
   */
  verify: flag({ plain: true, default: true }),
  /** Packages that a worker installs when the pull step cannot be imported; in TypeScript also one by itself. @default none */
  requires: list(text({ plain: true }))({ sugar: inTypeScript<pulumi.Input<string | string[]>>() }),
  /**
   * Python module of the pull step.
   * @default that of the cloud in the dialect, such as `syntask_aws.deployments.steps` or `prefect_aws.deployments.steps`
   */
  stepModule: text({ plain: true }),
};

/** What the storages of flow code in a cloud's object store are given alike. */
export const objectStorageArgs: typeof commonArgs & typeof own = { ...commonArgs, ...own };

export interface ObjectStorageArgs extends ArgsOf<typeof objectStorageArgs> {}

/** What an upload is told of releases: `true` stays as it is written. */
export const releasesOf = (given: ObjectStorageArgs["releases"]): boolean | { keep: number } | undefined =>
  typeof given === "object" ? withDefaults(releases, given) : given;

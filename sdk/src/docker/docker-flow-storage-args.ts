import type * as pulumi from "@pulumi/pulumi";
import type { DockerRegistryCredentials } from "../blocks/docker-registry-credentials.js";
import type { ImageBuildArgs } from "../image/image-build.js";
import type { CommonArgs } from "../provider/resource.js";
import type { WorkPoolType } from "../resources/job-variables/values.js";
import type { WorkPool } from "../resources/work-pool.js";

/** A container registry and its credentials. */
export interface DockerRegistryArgs {
  /** Host and, where the registry wants one, a path: `registry.example.com`, `ghcr.io/example`. */
  server: pulumi.Input<string>;
  /** User that pushes, with `password`. @default what Docker is logged in with */
  username?: pulumi.Input<string>;
  /** Password or token of `username`; secret. */
  password?: pulumi.Input<string>;
  /** User that workers pull with, with `pullPassword`. @default `username` */
  pullUsername?: pulumi.Input<string>;
  /** Password or token of `pullUsername`; secret. @default `password` */
  pullPassword?: pulumi.Input<string>;
}

/** The args of {@link DockerFlowStorage}. */
export interface DockerFlowStorageArgs extends CommonArgs {
  /**
   * An image that is built elsewhere, as in CI: nothing is built or pushed. By digest it is used as it is; a tag is
   * looked up in the registry and pinned, so that a tag that moved shows in the preview. Instead of `build`.
   */
  image?: pulumi.Input<string>;
  /** How the image is built: a folder, or more than that. Instead of `image`. */
  build?: string | ImageBuildArgs;
  /** Where a built image is pushed to, and with which user an image is pulled. @default none: a public image */
  registry?: DockerRegistryArgs;
  /** Name of a built image in the registry. @default the component's name, in lowercase with dashes */
  repository?: pulumi.Input<string>;
  /** Tag of a built image. @default "latest" */
  tag?: pulumi.Input<string>;
  /** Folder of the code in the image. @default `/opt/flows` with `build`; with `image` there is no pull step without it */
  path?: string;
  /**
   * The pool that runs it, or the pool's type. Only `docker` pools log in with a block; the others have their cloud's
   * rights.
   * @default "docker"
   */
  workPool?: WorkPool<any> | WorkPoolType;
  /** A block that exists, instead of a new one. Used by `docker` pools. */
  credentials?: DockerRegistryCredentials;
  /** Name of the new block. @default the component's name, in lowercase with dashes */
  credentialsName?: pulumi.Input<string>;
  /** Whether the registry is asked for an `image` that is given. Without it a tag stays a tag. @default true */
  verify?: boolean;
}

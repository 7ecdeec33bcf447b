import type { DockerRegistryCredentials } from "../blocks/docker-registry-credentials.js";
import { faultOfDocumentId } from "../checks/references.js";
import { imageArgs, poolArg } from "../image/image-args.js";
import { faultOfImage } from "../image/image-reference.js";
import { type ArgsOf, commonArgs, inTypeScript, object, text } from "../provider/component-args.js";

const registry = {
  /** Host and, where the registry wants one, a path: `registry.example.com`, `ghcr.io/example`. */
  server: text({ required: true }),
  /** User that pushes, with `password`. @default what Docker is logged in with */
  username: text(),
  /** Password or token of `username`; secret. */
  password: text({ secret: true }),
  /** User that workers pull with, with `pullPassword`. @default `username` */
  pullUsername: text(),
  /** Password or token of `pullUsername`; secret. @default `password` */
  pullPassword: text({ secret: true }),
};

/** A container registry and its credentials. */
export interface DockerRegistryArgs extends ArgsOf<typeof registry> {}

const own = {
  /**
   * An image that is built elsewhere, as in CI: nothing is built or pushed. By digest it is used as it is; a tag is
   * looked up in the registry and pinned, so that a tag that moved shows in the preview. Instead of `build`.
   */
  image: text({ check: faultOfImage }),
  /** Where a built image is pushed to, and with which user an image is pulled. @default none: a public image */
  registry: object<DockerRegistryArgs>("DockerRegistry", registry)({ plain: true }),
  /** Name of a built image in the registry. @default the component's name, in lowercase with dashes */
  repository: text(),
  /** Tag of a built image. @default "latest" */
  tag: text({ default: "latest" }),
  /**
   * The pool that runs it: its type, or in TypeScript the pool. Only `docker` pools log in with a block; the others have their
   * cloud's rights.
   * @default "docker"
   */
  workPool: poolArg({ default: "docker" }),
  /** A block that exists, instead of a new one: its `documentId`, or in TypeScript the resource. Used by `docker` pools. */
  credentials: text({ check: faultOfDocumentId, sugar: inTypeScript<DockerRegistryCredentials>() }),
  /** Name of the new block. @default the component's name, in lowercase with dashes */
  credentialsName: text(),
};

export const dockerFlowStorageArgs: typeof commonArgs & typeof imageArgs & typeof own = {
  ...commonArgs,
  ...imageArgs,
  ...own,
};

/** The args of {@link DockerFlowStorage}. */
export interface DockerFlowStorageArgs extends ArgsOf<typeof dockerFlowStorageArgs> {}

import type * as pulumi from "@pulumi/pulumi";
import { type ArgsOf, flag, inTypeScript, list, map, object, oneOf, text } from "../provider/component-args.js";
import { type WorkPoolType, workPoolTypes } from "../resources/job-variables/values.js";
import { WorkPool } from "../resources/work-pool.js";
import { faultOfPath } from "./code-path.js";

const build = {
  /** Build context: folder that is sent to Docker, from the Pulumi program. Read while the program runs, so it is a plain string. */
  context: text({ required: true, plain: true }),
  /** Path of the Dockerfile, from the Pulumi program. @default the context's `Dockerfile`, else one that is generated */
  dockerfile: text({ plain: true }),
  /** Build arguments (`ARG`). They stay in the image: no place for secrets. @default {} */
  args: map(text())(),
  /**
   * Target platform, such as `linux/amd64`.
   * @default `linux/amd64` for pools of a cloud's containers, else that of Docker's machine
   */
  platform: text({ plain: true }),
  /** Target stage of the Dockerfile. @default the last */
  target: text(),
  /** Images whose layers serve as build cache. @default none */
  cacheFrom: list(text())(),
  /** Network of the Dockerfile's `RUN` lines, such as `host` or `none`. @default Docker's */
  network: text(),
  /** File in `context` whose patterns say what is left out, beside `.dockerignore`. @default `.syntaskignore`, or `.prefectignore` in that dialect */
  ignoreFile: text({ plain: true }),
  /** Base image of a generated Dockerfile. @default `synopkg/syntask:3-latest`, or `prefecthq/prefect:3-latest` in that dialect */
  baseImage: text({ plain: true }),
  /** Requirements file in `context`, for a generated Dockerfile. @default requirements.txt, if it is there */
  requirements: text({ plain: true }),
};

/** How an image is built. */
export interface ImageBuildArgs extends ArgsOf<typeof build> {}

/** What the storages of images are given alike. */
export const imageArgs = {
  /** How the image is built; in TypeScript the `context` by itself stands for it. Instead of `image`. */
  build: object<ImageBuildArgs>("ImageBuild", build)({ plain: true, sugar: inTypeScript<string>() }),
  /** Folder of the code in the image. @default `/opt/flows` with `build`; with `image` there is no pull step without it */
  path: text({ plain: true, check: faultOfPath }),
  /** Whether the registry is asked for an `image` that is given. Without it a tag stays a tag. @default true */
  verify: flag({ plain: true, default: true }),
};

/** The pool that runs an image, by its type, or in TypeScript as a resource. */
export const poolArg = <const Options extends { default?: WorkPoolType } = object>(options?: Options) =>
  oneOf(...workPoolTypes)({ ...(options as Options), sugar: inTypeScript<WorkPool<any>>() });

export type Pool = pulumi.Input<WorkPoolType> | WorkPool<any>;

/** Type of the pool that runs an image; a resource has it as an output. */
export const typeOfPool = (pool: Pool): pulumi.Input<string> =>
  WorkPool.isInstance(pool) ? pool.type : (pool as pulumi.Input<WorkPoolType>);

/** What is to be built, where a folder may stand for it. */
export const imageBuild = (given: string | ImageBuildArgs | undefined): ImageBuildArgs | undefined =>
  typeof given === "string" ? { context: given } : given;

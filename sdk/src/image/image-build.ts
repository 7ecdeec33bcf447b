import * as pulumi from "@pulumi/pulumi";
import { loadOptional } from "../checks/optional-package.js";
import { doubtfulLines } from "../code/doubtful-files.js";
import { ignoreFileOf } from "../code/ignore-file.js";
import { faultOfSource } from "../code/source-files.js";
import { awaited } from "../provider/awaited.js";
import { programDialect } from "../provider/program.js";
import type { Refuse } from "../provider/refusal.js";
import { type BuildContext, putTogether, relativeFolder } from "./build-context.js";
import type { ImageBuildArgs } from "./image-args.js";
import { tagOfDigest } from "./image-reference.js";
import { faultOfPlatform, platformOf } from "./pool-platform.js";

export interface ImageSettings {
  build: ImageBuildArgs;
  /** Folder of the code in the image. */
  path: string;
  /** With registry and tag. */
  imageName: pulumi.Input<string>;
  registry: { server: pulumi.Input<string>; username?: pulumi.Input<string>; password?: pulumi.Input<string> };
  /** Type of the pool that runs it, where it is known. */
  poolType?: string;
  /** Whether workers may be of a `docker` pool, which pull by tag. */
  pullsByTag: boolean;
  /** Stops with a reason, in the name of the component. */
  refuse: Refuse;
}

/** An image that was built and pushed. */
export interface BuiltImage {
  /** Its name by digest. */
  image: pulumi.Output<string>;
  /** Its name as a pool's workers can pull it. */
  pulled: pulumi.Output<string>;
  /** Text of the Dockerfile that was generated, if one was. */
  dockerfile: pulumi.Output<string | undefined>;
}

/** What the servers' own job templates run. */
const baseImages = { syntask: "synopkg/syntask:3-latest", prefect: "prefecthq/prefect:3-latest" };

/** Builds an image of a folder and pushes it, as a child of a component. */
export function buildImage(name: string, settings: ImageSettings, parent: pulumi.Resource): BuiltImage {
  const { build, path, imageName, registry, poolType, refuse } = settings;
  const { Image, RegistryImage, Tag } = dockerPackage(refuse);
  const fault =
    faultOfPlatform(poolType, build.platform === undefined ? [] : [build.platform]) ?? faultOfSource(build.context);
  if (fault) refuse(fault);
  const ignoreFile = build.ignoreFile ?? ignoreFileOf(build.context, programDialect());
  const made = putTogether(name, {
    context: relativeFolder(build.context),
    dockerfile: build.dockerfile,
    ignoreFile,
    baseImage: build.baseImage ?? baseImages[programDialect().name],
    path,
    requirements: build.requirements,
  }).then(warnOfDoubtful, (error: Error) => refuse(error.message));
  const { args, platform = platformOf(poolType), target, network, cacheFrom } = build;
  const image = new Image(
    `${name}-image`,
    {
      imageName,
      registry: { ...registry, password: registry.password && pulumi.secret(registry.password) },
      build: awaited({
        context: made.then(({ context }) => context),
        dockerfile: made.then(({ dockerfile }) => dockerfile),
        args,
        platform,
        target,
        network,
        cacheFrom: cacheFrom && { images: cacheFrom },
      }),
    },
    { parent },
  );
  return {
    image: pulumi.unsecret(image.repoDigest),
    pulled: settings.pullsByTag ? createTag() : pulumi.unsecret(image.repoDigest),
    dockerfile: pulumi.output(made.then(({ generated }) => generated)),
  };

  function warnOfDoubtful(context: BuildContext): BuildContext {
    const advice = `name them in ${ignoreFile} or .dockerignore, with a "!" before those that are meant`;
    for (const line of doubtfulLines(context.doubtful, "the image gets", advice))
      void pulumi.log.warn(`${line}.`, parent);
    return context;
  }

  /** A tag of each image's own, which stays when the next one is pushed. */
  function createTag(): pulumi.Output<string> {
    const targetImage = pulumi.unsecret(image.repoDigest).apply(taggedByDigest);
    const tag = new Tag(`${name}-tag`, { sourceImage: image.repoDigest, targetImage }, { parent });
    const { server: address, username, password } = registry;
    const authConfig = username && password ? { address, username, password: pulumi.secret(password) } : undefined;
    const pushed = new RegistryImage(
      `${name}-pushed-tag`,
      { name: tag.targetImage, keepRemotely: true, authConfig },
      { parent },
    );
    return pushed.name;
  }
}

function taggedByDigest(image: string): string {
  const [repository, digest] = image.split("@") as [string, string];
  return `${repository}:${tagOfDigest(digest)}`;
}

type DockerPackage = Pick<typeof import("@pulumi/docker"), "Image" | "RegistryImage" | "Tag">;

function dockerPackage(refuse: Refuse): DockerPackage {
  try {
    return loadOptional({ name: "@pulumi/docker", user: "building an image" }, () => ({
      ...require("@pulumi/docker/image"),
      ...require("@pulumi/docker/registryImage"),
      ...require("@pulumi/docker/tag"),
    }));
  } catch (error) {
    return refuse((error as Error).message);
  }
}

import * as pulumi from "@pulumi/pulumi";
import { faultsOfNewBesideGiven } from "../cloud/arg-faults.js";
import type { GuardedKind } from "../cloud/guarded-stores.js";
import { StoreGuard, type StoreGuardArgs } from "../cloud/store-guard.js";
import type { Json } from "../engine/definition.js";
import { type ArgsOf, flag, inTypeScript, integer, text } from "../provider/component-args.js";
import type { Refuse } from "../provider/refusal.js";
import type { WorkPoolType } from "../resources/job-variables/values.js";
import { codePath, localFolderOf, pullStepsOf } from "./code-path.js";
import { type ImageBuildArgs, imageArgs, imageBuild, poolArg, typeOfPool } from "./image-args.js";
import { buildImage } from "./image-build.js";
import type { FlowImage } from "./image-flow-storage.js";
import { faultOfImage, parseImage } from "./image-reference.js";
import { pinnedImage } from "./pinned-image.js";

const own = {
  /**
   * An image that is built elsewhere, as in CI: nothing is built or pushed. It has to be in the repository. By digest it
   * is used as it is; a tag is looked up and pinned, so that a tag that moved shows in the preview. Instead of `build`.
   */
  image: text({ check: faultOfImage }),
  /** Tag of a built image; give each stack its own in a repository that they share. @default "latest" */
  tag: text({ default: "latest" }),
  /**
   * Deletes the new repository or registry even if it holds images that others pushed. Without it, it stays, and
   * `pulumi destroy` says so. It has to be known to a `pulumi up` before.
   * @default false
   */
  forceDestroy: flag(),
  /**
   * The pool that runs the image: its type, or in TypeScript the pool.
   * @default the cloud's own: `ecs`, `azure-container-instance`, `cloud-run-v2`
   */
  workPool: poolArg(),
};

/** What the storages of images in a cloud's registry are given alike. */
export const cloudImageArgs: typeof imageArgs & typeof own = { ...imageArgs, ...own };

export interface CloudImageArgs extends ArgsOf<typeof cloudImageArgs> {}

/** How many images a new repository keeps. `false` in TypeScript is 0: all of them. */
export const keepArg = () => integer({ plain: true, min: 0, default: 10, sugar: inTypeScript<false>() });

/** Who the stack's own credentials are to a registry. */
export interface CloudLogin {
  username: pulumi.Input<string>;
  password: pulumi.Input<string>;
}

/** What is true of the images of one cloud, and of what a storage was given of their place. */
export interface CloudImages {
  /** The cloud's own type of pools, which is advised where another one cannot work. */
  usualType: WorkPoolType;
  /** What images are kept in, as the setting of one that exists is called. */
  noun: "repository" | "registry";
  /** What is given of one that exists. */
  given: unknown;
  /** Settings of a new one, beside those that all clouds have. */
  ofNew: Record<string, unknown>;
  /** Name of a new one: how the setting is written, and what it says. */
  nameOfNew: [setting: string, name: unknown];
  /** Stops with a reason, in the name of the component. */
  refuse: Refuse;
}

/** How an image is pushed and found. */
export interface CloudImageSettings extends Pick<CloudImages, "usualType" | "refuse"> {
  /** Name of a built image without a tag: host, and path in the registry. */
  imageName: pulumi.Output<string>;
  /** Where an image that is given has to be: the same, or the folder that it is in, with a slash at its end. */
  home: pulumi.Output<string>;
  /** Asked for when the image is pushed or looked up. */
  login(): CloudLogin;
}

/** Refuses what can be seen to be wrong before anything is made. */
export function checkCloudImage(
  args: CloudImageArgs & { imageName?: pulumi.Input<string>; keep?: number | false },
  { usualType, noun, given, ofNew, nameOfNew, refuse }: CloudImages,
): void {
  const { image, build, tag, imageName, workPool = usualType } = args;
  if ((image === undefined) === (build === undefined)) refuse("give `image` or `build`, one of them");
  if (build === undefined && tag !== undefined) {
    refuse("`tag` is of a built image, and `image` is given; leave it out");
  }
  if (build === undefined && imageName !== undefined) {
    refuse("`imageName` is of a built image, and `image` is given; leave it out");
  }
  const { forceDestroy } = args;
  const [misplaced] = faultsOfNewBesideGiven(noun, { [noun]: given }, { ...ofNew, keep: args.keep, forceDestroy });
  if (misplaced) refuse(misplaced);
  const [setting, name] = nameOfNew;
  if (image !== undefined && given === undefined && name === undefined) {
    refuse(`\`image\` is in a ${noun}; give \`${noun}\`, or the name of a new one as \`${setting}\``);
  }
  if (typeof workPool === "string") refusePool(workPool, usualType, refuse);
}

/** Builds and pushes the image, or finds the one that is given. */
export function cloudImage(
  name: string,
  args: CloudImageArgs,
  settings: CloudImageSettings,
  parent: pulumi.Resource,
): FlowImage {
  const { usualType, imageName, home, refuse } = settings;
  const { workPool = usualType } = args;
  const build = imageBuild(args.build);
  const path = codePath(args.path, build);
  const poolType = typeOfPool(workPool);
  const found = build ? built(build) : { image: given(args.image!), dockerfile: pulumi.output(undefined) };
  return {
    ...found,
    pullSteps: pullStepsOf(path),
    jobVariables: pulumi.all([found.image, poolType]).apply(([image, type]): Record<string, Json> => {
      refusePool(type, usualType, refuse);
      return { image };
    }),
    localFolder: localFolderOf(build),
  };

  function built(how: ImageBuildArgs): Pick<FlowImage, "image" | "dockerfile"> {
    return buildImage(
      name,
      {
        build: how,
        path: path!,
        imageName: pulumi.interpolate`${imageName}:${tagOf(args)}`,
        registry: { server: imageName.apply((known) => known.split("/")[0]!), ...settings.login() },
        poolType: typeof poolType === "string" ? poolType : undefined,
        pullsByTag: false,
        refuse,
      },
      parent,
    );
  }

  /** What is given by its digest is known in every preview. */
  function given(image: pulumi.Input<string>): pulumi.Output<string> {
    const { verify = true } = args;
    const login = verify ? settings.login() : undefined;
    const pinned = pulumi
      .all([image, home, poolType, login?.username, login?.password])
      .apply(([text, place, type, username, password]) => {
        refuseOther(text, place);
        return pinnedImage(text, {
          login: username === undefined || password === undefined ? undefined : { username, password },
          poolType: type,
          verify,
          warn: (line) => void pulumi.log.warn(line, parent),
        }).catch((error: Error) => refuse(error.message));
      });
    return pulumi.unsecret(pinned).image;
  }

  function refuseOther(text: string, place: string): void {
    const { registry, repository } = parsed(text);
    const where = `${registry}/${repository}`;
    if (place.endsWith("/") ? where.startsWith(place) : where === place) return;
    refuse(`\`image\` is ${where}, which is not in ${place}; give the repository that it is in`);
  }

  function parsed(text: string) {
    try {
      return parseImage(text);
    } catch (error) {
      return refuse((error as Error).message);
    }
  }
}

/** Where images are that have names of their own in a folder of a registry. */
export const inFolder = (folder: pulumi.Output<string>, imageName: pulumi.Input<string>) => ({
  imageName: pulumi.interpolate`${folder}/${imageName}`,
  home: pulumi.interpolate`${folder}/`,
});

/** Tag of a built image. */
export const tagOf = ({ tag = "latest" }: CloudImageArgs): pulumi.Input<string> => tag;

/**
 * Keeps a new repository or registry that holds images of others.
 *
 * @param imageName name of a built image in it, without a tag
 */
export function guardImages(
  name: string,
  args: CloudImageArgs,
  {
    imageName,
    ...place
  }: { store: GuardedKind; location: StoreGuardArgs["location"]; imageName: pulumi.Input<string> },
  parent: pulumi.Resource,
): void {
  const own = args.build === undefined ? undefined : [pulumi.interpolate`${imageName}:${tagOf(args)}`];
  new StoreGuard(`${name}-guard`, { ...place, own, forceDestroy: args.forceDestroy }, { parent });
}

/** Workers of `docker` pools log in with a block, and the passwords that clouds give a stack live for hours. */
function refusePool(type: string, usualType: string, refuse: Refuse): void {
  if (type === "process")
    refuse(`\`workPool\` is of type process, which runs no images; write a pool of type ${usualType}`);
  if (type !== "docker") return;
  refuse(
    "`workPool` is of type docker, whose workers need a password that stays, and the registry gives one for hours; write `DockerFlowStorage` with a password of your own, or a pool of another type",
  );
}

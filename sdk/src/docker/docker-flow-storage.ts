import * as pulumi from "@pulumi/pulumi";
import { DockerRegistryCredentials } from "../blocks/docker-registry-credentials.js";
import { slugOf } from "../checks/names.js";
import type { Json } from "../engine/definition.js";
import { codePath, localFolderOf, pullStepsOf } from "../image/code-path.js";
import { type ImageBuildArgs, imageBuild, typeOfPool } from "../image/image-args.js";
import { type BuiltImage, buildImage } from "../image/image-build.js";
import { ImageFlowStorage } from "../image/image-flow-storage.js";
import { pinnedImage } from "../image/pinned-image.js";
import { faultOfPlatform } from "../image/pool-platform.js";
import { readArgs } from "../provider/component-args.js";
import { refuseFor } from "../provider/refusal.js";
import { type DockerFlowStorageArgs, dockerFlowStorageArgs } from "./docker-flow-storage-args.js";

/**
 * Flow code in an image, which workers of a container pool run. The deployment has the image by its digest, so a new
 * image shows in the preview and an unchanged one does not.
 *
 * @example
 * ```ts
 * const storage = new DockerFlowStorage("flows", {
 *   build: "./flows",
 *   registry: { server: "registry.example.com", username: "ci", password: config.requireSecret("registryPassword") },
 * });
 * new syntask.Deployment("nightly", { entrypoint: "etl.py:main", storage, workPool: pool });
 * ```
 */
export class DockerFlowStorage extends ImageFlowStorage {
  static override readonly __pulumiType = "syntask:docker:DockerFlowStorage";
  /** @internal */
  static override readonly args = dockerFlowStorageArgs;

  /** @throws RunError when the args contradict each other, or the image cannot be built, found or run by the pool */
  constructor(name: string, args: DockerFlowStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super(DockerFlowStorage.__pulumiType, name, {}, opts);
    const parent = this;
    const refuse = refuseFor("DockerFlowStorage", name);
    const {
      registry,
      repository = slugOf(name),
      tag,
      workPool,
      verify,
      ...read
    } = readArgs(dockerFlowStorageArgs, args, refuse);
    const { adopt, connection } = args;
    const build = imageBuild(read.build);
    const type = typeOfPool(workPool);
    const poolType = typeof type === "string" ? type : undefined;
    const path = codePath(read.path, build);
    refuseContradictions();

    const built = build && createImage(build);
    const { image, pulled } = built ?? pinned();
    const credentials = args.credentials ?? (isPrivate() ? createCredentials() : undefined);
    const document = DockerRegistryCredentials.isInstance(credentials) ? credentials.documentId : credentials;
    this.conclude({
      image,
      dockerfile: built?.dockerfile ?? pulumi.output(undefined),
      pullSteps: pullStepsOf(path),
      jobVariables: jobVariables(),
      localFolder: localFolderOf(build),
    });

    function refuseContradictions(): void {
      if ((args.image === undefined) === (build === undefined)) refuse("give `image` or `build`, one of them");
      if (build && registry === undefined) {
        refuse("a built image has to be pushed for workers to pull it; give `registry`");
      }
      if (!build && (args.repository ?? args.tag) !== undefined) {
        refuse("`repository` and `tag` are of a built image, and `image` is given; leave them out");
      }
      if ((registry?.username === undefined) !== (registry?.password === undefined)) {
        refuse("`registry` has one of `username` and `password`; give both or none");
      }
      if ((registry?.pullUsername === undefined) !== (registry?.pullPassword === undefined)) {
        refuse("`registry` has one of `pullUsername` and `pullPassword`; give both or none");
      }
      if (args.credentials !== undefined && args.credentialsName !== undefined) {
        refuse("`credentialsName` is of a block that is made here, and `credentials` is given; leave one of them out");
      }
      const fault = faultOfPlatform(poolType, []);
      if (fault) refuse(fault);
    }

    function createImage(how: ImageBuildArgs) {
      const { server, username, password } = registry!;
      const pullsByTag = poolType === undefined || poolType === "docker";
      const imageName = pulumi.interpolate`${server}/${repository}:${tag}`;
      const settings = { build: how, path: path!, imageName, pullsByTag };
      const login = { server: hostOf(server), username, password };
      return buildImage(name, { ...settings, registry: login, poolType, refuse }, parent);
    }

    /** What is given by its digest is known in every preview. */
    function pinned(): Pick<BuiltImage, "image" | "pulled"> {
      const { username, password } = puller();
      const found = pulumi.all([args.image!, username, password, type]).apply(([image, user, secret, known]) =>
        pinnedImage(image, {
          login: user === undefined || secret === undefined ? undefined : { username: user, password: secret },
          poolType: known,
          verify,
          warn: (line) => void pulumi.log.warn(`DockerFlowStorage "${name}": ${line}`, parent),
        }).catch((error: Error) => refuse(error.message)),
      );
      const { image, pulled } = pulumi.unsecret(found);
      return { image, pulled };
    }

    function puller() {
      const { username, password, pullUsername = username, pullPassword = password } = registry ?? {};
      return { username: pullUsername, password: pullPassword };
    }

    function isPrivate(): boolean {
      const usesBlock = poolType === undefined || poolType === "docker";
      return usesBlock && puller().username !== undefined;
    }

    function createCredentials(): DockerRegistryCredentials {
      const { username, password } = puller() as Required<ReturnType<typeof puller>>;
      return new DockerRegistryCredentials(
        `${name}-credentials`,
        {
          name: args.credentialsName ?? slugOf(name),
          username: username!,
          password: password!,
          registryUrl: hostOf(registry!.server),
          adopt,
          connection,
        },
        { parent },
      );
    }

    function jobVariables(): pulumi.Output<Record<string, Json>> {
      return pulumi.all([image, pulled, document, type]).apply(
        ([byDigest, byTag, id, known]): Record<string, Json> => ({
          image: known === "docker" ? byTag : byDigest,
          ...(id && known === "docker" && { registry_credentials: { $ref: { block_document_id: id } } }),
        }),
      );
    }
  }
}

const hostOf = (server: pulumi.Input<string>): pulumi.Output<string> =>
  pulumi.output(server).apply((known) => known.split("/")[0]!);

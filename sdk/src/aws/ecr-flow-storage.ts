import * as ecr from "@pulumi/aws/ecr";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { slugOf } from "../checks/names.js";
import { grantEach, grantees } from "../cloud/grantees.js";
import {
  type CloudImages,
  type CloudLogin,
  checkCloudImage,
  cloudImage,
  cloudImageArgs,
  guardImages,
  keepArg,
  tagOf,
} from "../image/cloud-image.js";
import { ImageFlowStorage } from "../image/image-flow-storage.js";
import { type ArgsOf, inTypeScript, list, readArgs, settings, text } from "../provider/component-args.js";
import { refuseFor } from "../provider/refusal.js";
import { accountsPolicy, lifecyclePolicy, pullPolicy } from "./ecr-policies.js";
import { roleName } from "./iam.js";

const own = {
  /** A repository that exists, by its name or, in TypeScript, as a resource. @default a new one */
  repository: text({ sugar: inTypeScript<ecr.Repository>() }),
  /**
   * More settings of the new repository. Its images are scanned when they are pushed, and of the tags of a built image
   * only `tag` can move. `name` is needed where `image` is given, as something else pushes there.
   * @default {}
   */
  repositoryArgs: settings<Partial<ecr.RepositoryArgs>>(),
  /** How many images the new repository keeps; 0, in TypeScript also `false`, keeps all. @default 10 */
  keep: keepArg(),
  /**
   * Roles of this account that pull, by ARN or name, such as `EcsInfrastructure`'s `executionRoleArn`. Each gets a policy for
   * this repository.
   * @default []
   */
  pullers: grantees(),
  /** Ids of other accounts, which may let their own roles pull from the new repository. @default [] */
  pullerAccounts: list(text())({ plain: true }),
};

const ecrFlowStorageArgs: typeof cloudImageArgs & typeof own = { ...cloudImageArgs, ...own };

/** The args of {@link EcrFlowStorage}. */
export interface EcrFlowStorageArgs extends ArgsOf<typeof ecrFlowStorageArgs> {}

/**
 * Flow code in an image in ECR, which workers pull with their role: there is no password and no block. Pushed with the
 * stack's own credentials.
 *
 * @example
 * ```ts
 * const infrastructure = new EcsInfrastructure("flows");
 * const storage = new EcrFlowStorage("flows", { build: "./flows", pullers: [infrastructure.executionRoleArn] });
 * ```
 */
export class EcrFlowStorage extends ImageFlowStorage {
  static override readonly __pulumiType = "syntask:aws:EcrFlowStorage";
  /** @internal */
  static override readonly args = ecrFlowStorageArgs;

  /** Name of the repository with its registry, as Docker writes it. */
  readonly repositoryUrl: pulumi.Output<string>;
  /** ARN of the repository. */
  readonly repositoryArn: pulumi.Output<string>;
  /** The policy that pullers have, as JSON text, for identities that are made elsewhere. */
  readonly pullPolicy: pulumi.Output<string>;

  /** @throws RunError when the args contradict each other, or the image cannot be built, found or run by the pool */
  constructor(name: string, args: EcrFlowStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super(EcrFlowStorage.__pulumiType, name, {}, opts);
    const { repository: given, repositoryArgs, pullers = {}, pullerAccounts = [] } = args;
    const parent = this;
    const refuse = refuseFor("EcrFlowStorage", name);
    const { keep } = readArgs(ecrFlowStorageArgs, args, refuse);
    const images: CloudImages = {
      usualType: "ecs",
      noun: "repository",
      given,
      ofNew: { repositoryArgs, pullerAccounts: args.pullerAccounts },
      nameOfNew: ["repositoryArgs.name", repositoryArgs?.name],
      refuse,
    };
    checkCloudImage(args, images);

    const { url, arn, registryId } = given === undefined ? createRepository() : existingRepository(given);
    this.repositoryUrl = url;
    this.repositoryArn = arn;
    this.pullPolicy = arn.apply(pullPolicy);
    grantToPullers();
    const image = cloudImage(name, args, { ...images, imageName: url, home: url, login }, parent);
    this.conclude(image, { repositoryUrl: url, repositoryArn: arn });

    function createRepository() {
      const repository = new ecr.Repository(
        `${name}-repository`,
        {
          // With its own images; the guard keeps it for those of others.
          forceDelete: true,
          imageScanningConfiguration: { scanOnPush: true },
          ...(args.build !== undefined && onlyMovingTag(tagOf(args))),
          ...repositoryArgs,
        },
        { parent },
      );
      const { name: repositoryName } = repository;
      const location = { repository: repositoryName, region: repository.arn.apply((arn) => arn.split(":")[3]!) };
      guardImages(name, args, { store: "ecr", location, imageName: repositoryName }, parent);
      if (keep) {
        new ecr.LifecyclePolicy(
          `${name}-lifecycle`,
          { repository: repositoryName, policy: lifecyclePolicy(keep) },
          { parent },
        );
      }
      if (pullerAccounts.length > 0) {
        const policy = pulumi.all([pulumi.all(pullerAccounts), repository.arn]);
        new ecr.RepositoryPolicy(
          `${name}-accounts`,
          { repository: repositoryName, policy: policy.apply(([ids, known]) => accountsPolicy(ids, known)) },
          { parent },
        );
      }
      return ofResource(repository);
    }

    function existingRepository(given: ecr.Repository | pulumi.Input<string>) {
      if (ecr.Repository.isInstance(given)) return ofResource(given);
      const repositoryName = typeof given === "string" ? checkedName(given) : pulumi.output(given).apply(checkedName);
      const found = ecr.getRepositoryOutput({ name: repositoryName }, { parent });
      return { url: found.repositoryUrl, arn: found.arn, registryId: found.registryId };
    }

    function checkedName(given: string): string {
      const [, bare] = /^(?:\d+\.dkr\.ecr\.[^/]+\/|arn:[^/]+:repository\/)(.+)$/.exec(given) ?? [];
      return bare === undefined ? given : refuse(`\`repository\` is "${given}"; write its name alone, "${bare}"`);
    }

    function grantToPullers(): void {
      const nameOf = (puller: string) => slugOf(puller.split(/[:/]/).at(-1)!);
      grantEach(`${name}-puller`, pullers, { property: "pullers", nameOf, refuse }, (puller, child) => {
        const role = pulumi.all([puller, arn]).apply(([given, known]) => roleOf(given, known.split(":")[4]!));
        const { name: childName, aliases } = child();
        return new iam.RolePolicy(childName, { role, policy: arn.apply(pullPolicy) }, { parent, aliases });
      });
    }

    function roleOf(puller: string, account: string): string {
      try {
        return roleName(puller, account);
      } catch (error) {
        return refuse(`\`pullers\`: ${(error as Error).message}; other accounts stand in \`pullerAccounts\``);
      }
    }

    /** It is valid for twelve hours; Pulumi's provider for Docker takes a new one for no change. */
    function login(): CloudLogin {
      const token = ecr.getAuthorizationTokenOutput({ registryId }, { parent });
      return { username: pulumi.unsecret(token.userName), password: pulumi.secret(token.password) };
    }
  }
}

/** All other tags are of one image for ever. */
const onlyMovingTag = (tag: pulumi.Input<string>): Partial<ecr.RepositoryArgs> => ({
  imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
  imageTagMutabilityExclusionFilters: [{ filter: tag, filterType: "WILDCARD" }],
});

const ofResource = ({ repositoryUrl, arn, registryId }: ecr.Repository) => ({ url: repositoryUrl, arn, registryId });

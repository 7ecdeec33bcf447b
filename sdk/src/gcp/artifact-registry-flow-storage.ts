import * as artifactregistry from "@pulumi/gcp/artifactregistry";
import { getClientConfigOutput } from "@pulumi/gcp/organizations/getClientConfig";
import * as pulumi from "@pulumi/pulumi";
import { slugOf } from "../checks/names.js";
import { grantEach, grantees } from "../cloud/grantees.js";
import { CloudSettings } from "../code/cloud-settings.js";
import {
  type CloudImages,
  type CloudLogin,
  checkCloudImage,
  cloudImage,
  cloudImageArgs,
  guardImages,
  inFolder,
  keepArg,
} from "../image/cloud-image.js";
import { ImageFlowStorage } from "../image/image-flow-storage.js";
import { type ArgsOf, inTypeScript, readArgs, settings, text } from "../provider/component-args.js";
import { refuseFor } from "../provider/refusal.js";
import { faultOfMember } from "./member.js";
import { stableName } from "./stable-name.js";

const own = {
  /**
   * A repository that exists: its name as Docker writes it, such as `europe-docker.pkg.dev/my-project/team`, or in TypeScript
   * the resource.
   * @default a new one
   */
  repository: text({ check: faultOfRepository, sugar: inTypeScript<artifactregistry.Repository>() }),
  /** More settings of the new repository. `repositoryId` is needed where `image` is given, as something else pushes there. @default {} */
  repositoryArgs: settings<Partial<artifactregistry.RepositoryArgs>>(),
  /** Where the new repository is, such as `europe` or `europe-west1`. @default the region of the provider, or `gcp:region`, else `us` */
  location: text(),
  /** Name of a built image in the repository. @default the component's name, in lowercase with dashes */
  imageName: text(),
  /** How many versions the new repository keeps of each image; 0, in TypeScript also `false`, keeps all. @default 10 */
  keep: keepArg(),
  /**
   * Who pulls: IAM members, such as `serviceAccount:worker@project.iam.gserviceaccount.com`. Whoever makes
   * jobs of Cloud Run needs it too: `CloudRunInfrastructure`'s `workerMembers`.
   * @default []
   */
  pullers: grantees(faultOfMember),
};

const artifactRegistryFlowStorageArgs: typeof cloudImageArgs & typeof own = { ...cloudImageArgs, ...own };

/** The args of {@link ArtifactRegistryFlowStorage}. */
export interface ArtifactRegistryFlowStorageArgs extends ArgsOf<typeof artifactRegistryFlowStorageArgs> {}

/**
 * Flow code in an image in Google's Artifact Registry, which is pulled with a service account: there is no password and no
 * block. Pushed with the stack's own credentials.
 *
 * @example
 * ```ts
 * const infrastructure = new CloudRunInfrastructure("flows");
 * const storage = new ArtifactRegistryFlowStorage("flows", { build: "./flows", pullers: infrastructure.workerMembers });
 * ```
 */
export class ArtifactRegistryFlowStorage extends ImageFlowStorage {
  static override readonly __pulumiType = "syntask:gcp:ArtifactRegistryFlowStorage";
  /** @internal */
  static override readonly args = artifactRegistryFlowStorageArgs;

  /** Name of the repository with its registry, as Docker writes it. */
  readonly repositoryUrl: pulumi.Output<string>;

  /** @throws RunError when the args contradict each other, or the image cannot be built, found or run by the pool */
  constructor(name: string, args: ArtifactRegistryFlowStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ArtifactRegistryFlowStorage.__pulumiType, name, {}, opts);
    const { repository: given, repositoryArgs, imageName = slugOf(name), pullers = {} } = args;
    const parent = this;
    const refuse = refuseFor("ArtifactRegistryFlowStorage", name);
    const { keep } = readArgs(artifactRegistryFlowStorageArgs, args, refuse);
    const images: CloudImages = {
      usualType: "cloud-run-v2",
      noun: "repository",
      given,
      ofNew: { repositoryArgs, location: args.location },
      nameOfNew: ["repositoryArgs.repositoryId", repositoryArgs?.repositoryId],
      refuse,
    };
    checkCloudImage(args, images);

    const { url, project, location, id } = newOrExisting();
    this.repositoryUrl = url;
    grantToPullers();
    const image = cloudImage(name, args, { ...images, ...inFolder(url, imageName), login }, parent);
    this.conclude(image, { repositoryUrl: url });

    function newOrExisting() {
      if (given === undefined) return ofResource(createRepository());
      if (artifactregistry.Repository.isInstance(given)) return ofResource(given);
      const parts = typeof given === "string" ? pulumi.output(partsOf(given)) : named(given);
      return { url: parts.url, project: parts.project, location: parts.location, id: parts.id };
    }

    const named = (repository: pulumi.Input<string>) => pulumi.output(repository).apply(partsOf);

    function partsOf(url: string) {
      const fault = faultOfRepository(url);
      if (fault) refuse(`\`repository\` ${fault}`);
      const [, location, project, id] = repositoryForm.exec(url)! as unknown as [string, string, string, string];
      return { url, location, project, id };
    }

    function createRepository(): artifactregistry.Repository {
      const location = args.location ?? new CloudSettings("gcp", { parent }).read("region", (region) => region ?? "us");
      const repository = new artifactregistry.Repository(
        `${name}-repository`,
        {
          repositoryId: stableName("flows", name, 63),
          location,
          format: "DOCKER",
          ...(keep && { cleanupPolicies: cleanupPolicies(keep) }),
          ...repositoryArgs,
        },
        { parent, ignoreChanges: repositoryArgs?.repositoryId === undefined ? ["repositoryId"] : [] },
      );
      const { project, location: place, name: repositoryId } = repository;
      const guarded = { project, place, repository: repositoryId };
      guardImages(name, args, { store: "artifactRegistry", location: guarded, imageName }, parent);
      return repository;
    }

    function grantToPullers(): void {
      const granted = { project, location, repository: id, role: "roles/artifactregistry.reader" };
      grantEach(`${name}-puller`, pullers, { property: "pullers", refuse }, (member, child) => {
        const { name: childName, aliases } = child();
        return new artifactregistry.RepositoryIamMember(childName, { ...granted, member }, { parent, aliases });
      });
    }

    /** It is valid for an hour; Pulumi's provider for Docker takes a new one for no change. */
    function login(): CloudLogin {
      const { accessToken } = getClientConfigOutput({ parent });
      return { username: "oauth2accesstoken", password: pulumi.secret(accessToken) };
    }
  }
}

const ofResource = ({ registryUri, project, location, name }: artifactregistry.Repository) => ({
  url: registryUri,
  project,
  location,
  id: name,
});

/** The newest stay, whatever else is said of them; all others go. */
const cleanupPolicies = (keep: number): artifactregistry.RepositoryArgs["cleanupPolicies"] => [
  { id: "keep-newest", action: "KEEP", mostRecentVersions: { keepCount: keep } },
  { id: "delete-others", action: "DELETE", condition: { tagState: "ANY" } },
];

const repositoryForm = /^([a-z0-9-]+)-docker\.pkg\.dev\/([^/]+)\/([^/]+)$/;

function faultOfRepository(url: string): string | undefined {
  if (repositoryForm.test(url)) return undefined;
  return `is "${url}"; write it as Docker does, such as europe-docker.pkg.dev/project/name`;
}

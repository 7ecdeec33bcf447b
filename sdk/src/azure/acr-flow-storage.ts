import { getClientConfigOutput, getClientTokenOutput } from "@pulumi/azure-native/authorization";
import * as containerregistry from "@pulumi/azure-native/containerregistry";
import * as pulumi from "@pulumi/pulumi";
import { slugOf } from "../checks/names.js";
import { type ChildName, named } from "../cloud/child-name.js";
import { grantEach, grantees } from "../cloud/grantees.js";
import type { Json } from "../engine/definition.js";
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
import { identityArg, idsOf } from "./container-identity.js";
import { createPurgeTask } from "./purge-task.js";
import { registryToken, tokenUser } from "./registry-login.js";
import { builtInRoleId, grantToIdentity } from "./role-grant.js";
import { stableName } from "./stable-name.js";

const own = {
  /** Resource group of the registry. */
  resourceGroupName: text({ required: true }),
  /** A registry that exists, by its name or, in TypeScript, as a resource. @default a new one */
  registry: text({ check: faultOfRegistryName, sugar: inTypeScript<containerregistry.Registry>() }),
  /**
   * More settings of the new registry. It is of the tier `Basic` and has no admin user. `registryName` is needed where
   * `image` is given, as something else pushes there.
   * @default {}
   */
  registryArgs: settings<Partial<containerregistry.RegistryArgs>>(),
  /** Name of a built image in the registry. @default the component's name, in lowercase with dashes */
  imageName: text(),
  /**
   * How many tags of a built image the new registry keeps. A task deletes others in the night, and images that have lost
   * their tag to a newer one. 0, in TypeScript also `false`, keeps all.
   * @default 10
   */
  keep: keepArg(),
  /** Ids of the principals that pull: of identities of a program, such as that of AKS. Each gets the role AcrPull. @default [] */
  pullers: grantees(),
  /**
   * Identity with which pools of type `azure-container-instance` pull, such as `AzureContainerInstanceInfrastructure`'s
   * `identity`. It gets the role AcrPull, and deployments are told of it.
   * @default none
   */
  identity: identityArg,
};

const acrFlowStorageArgs: typeof cloudImageArgs & typeof own = { ...cloudImageArgs, ...own };

/** The args of {@link AcrFlowStorage}. */
export interface AcrFlowStorageArgs extends ArgsOf<typeof acrFlowStorageArgs> {}

/**
 * Flow code in an image in Azure's container registry, which is pulled with a managed identity: there is no password and
 * no block. Pushed with the stack's own credentials.
 *
 * @example
 * ```ts
 * const infrastructure = new AzureContainerInstanceInfrastructure("flows", { resourceGroupName: "flows" });
 * const storage = new AcrFlowStorage("flows", { resourceGroupName: "flows", build: "./flows", identity: infrastructure.identity });
 * ```
 */
export class AcrFlowStorage extends ImageFlowStorage {
  static override readonly __pulumiType = "syntask:azure:AcrFlowStorage";
  /** @internal */
  static override readonly args = acrFlowStorageArgs;

  /** Host of the registry. */
  readonly loginServer: pulumi.Output<string>;
  /** Id of the registry, for further role assignments. */
  readonly registryId: pulumi.Output<string>;

  /** @throws RunError when the args contradict each other, or the image cannot be built, found or run by the pool */
  constructor(name: string, args: AcrFlowStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super(AcrFlowStorage.__pulumiType, name, {}, opts);
    const { resourceGroupName, registry: given, registryArgs } = args;
    const { imageName = slugOf(name), pullers = {} } = args;
    const identity = args.identity && idsOf(args.identity);
    const parent = this;
    const refuse = refuseFor("AcrFlowStorage", name);
    const { keep } = readArgs(acrFlowStorageArgs, args, refuse);
    const images: CloudImages = {
      usualType: "azure-container-instance",
      noun: "registry",
      given,
      ofNew: { registryArgs },
      nameOfNew: ["registryArgs.registryName", registryArgs?.registryName],
      refuse,
    };
    checkCloudImage(args, images);
    refuseContradictions();

    const { id, loginServer } = given === undefined ? createRegistry() : existingRegistry(given);
    this.registryId = id;
    this.loginServer = loginServer;
    grantEach(`${name}-puller`, pullers, { property: "pullers", nameOf: String, refuse }, (puller, child) =>
      grantPull(child(), puller),
    );
    if (identity) grantPull(named(`${name}-puller-identity`), identity.principalId);
    const image = cloudImage(name, args, { ...images, ...inFolder(loginServer, imageName), login }, parent);
    this.conclude({ ...image, jobVariables: withRegistry(image.jobVariables) }, { loginServer, registryId: id });

    function refuseContradictions(): void {
      const { workPool = images.usualType } = args;
      if (identity && typeof workPool === "string" && workPool !== images.usualType) {
        refuse(`\`identity\` is for pools of type ${images.usualType}, not ${workPool}; write \`pullers\``);
      }
    }

    function createRegistry(): containerregistry.Registry {
      const registry = new containerregistry.Registry(
        `${name}-registry`,
        {
          resourceGroupName,
          registryName: registryArgs?.registryName ?? ownName(),
          sku: { name: "Basic" },
          adminUserEnabled: false,
          ...registryArgs,
        },
        { parent, ignoreChanges: registryArgs?.registryName === undefined ? ["registryName"] : [] },
      );
      guardImages(name, args, { store: "acr", location: { registry: registry.loginServer }, imageName }, parent);
      if (keep && args.build !== undefined) {
        const settings = { resourceGroupName, registryName: registry.name, imageName, keep };
        createPurgeTask(`${name}-purge`, settings, { parent });
      }
      return registry;
    }

    function ownName(): pulumi.Output<string> {
      return getClientConfigOutput({ parent }).subscriptionId.apply((id) => stableName(name, 50, id));
    }

    function existingRegistry(given: containerregistry.Registry | pulumi.Input<string>) {
      if (containerregistry.Registry.isInstance(given)) return given;
      const registryName = pulumi.output(given).apply(checkedName);
      return containerregistry.getRegistryOutput({ registryName, resourceGroupName }, { parent });
    }

    function checkedName(given: string): string {
      const fault = faultOfRegistryName(given);
      return fault ? refuse(`\`registry\` ${fault}`) : given;
    }

    function grantPull({ name: childName, aliases }: ChildName, principalId: pulumi.Input<string>): pulumi.Resource {
      const roleDefinitionId = builtInRoleId(id, "acrPull");
      return grantToIdentity(childName, { scope: id, roleDefinitionId, principalId }, { parent, aliases });
    }

    /** The registry's own token; Pulumi's provider for Docker takes a new one for no change. */
    function login(): CloudLogin {
      const { token } = getClientTokenOutput({}, { parent });
      const exchanged = pulumi
        .all([loginServer, token])
        .apply(([server, known]) => registryToken(server, known).catch((error: Error) => refuse(error.message)));
      return { username: tokenUser, password: pulumi.secret(exchanged) };
    }

    /** Pools of Azure's containers are told with which identity to pull. */
    function withRegistry(variables: pulumi.Output<Record<string, Json>>): pulumi.Output<Record<string, Json>> {
      if (!identity) return variables;
      return pulumi.all([variables, loginServer, identity.id]).apply(
        ([known, server, used]): Record<string, Json> => ({
          ...known,
          image_registry: { registry_url: server, identity: used },
        }),
      );
    }
  }
}

function faultOfRegistryName(given: string): string | undefined {
  if (/^[A-Za-z0-9]{5,50}$/.test(given)) return undefined;
  const [, bare] = /^(?:https:\/\/)?([A-Za-z0-9]+)\.azurecr\./.exec(given) ?? [];
  return bare
    ? `is "${given}"; write its name alone, "${bare}"`
    : `is "${given}"; Azure takes 5 to 50 letters and digits`;
}

import { getClientConfigOutput, getClientTokenOutput } from "@pulumi/azure-native/authorization";
import * as containerregistry from "@pulumi/azure-native/containerregistry";
import * as pulumi from "@pulumi/pulumi";
import { slugOf } from "../checks/names.js";
import { type ChildName, named } from "../cloud/child-name.js";
import { type Grantees, grantEach } from "../cloud/grantees.js";
import { StoreGuard } from "../cloud/store-guard.js";
import {
  type CloudImageArgs,
  type CloudLogin,
  type CloudPool,
  checkCloudImage,
  cloudImage,
} from "../image/cloud-image.js";
import type { Json } from "../provider/definition.js";
import type { FlowStorage, PullStep } from "../storage/flow-storage.js";
import type { ContainerIdentity } from "./azure-container-instance-infrastructure.js";
import { createPurgeTask } from "./purge-task.js";
import { registryToken, tokenUser } from "./registry-login.js";
import { builtInRoleId, grantToIdentity } from "./role-grant.js";
import { stableName } from "./stable-name.js";

/** The args of {@link AcrFlowStorage}. */
export interface AcrFlowStorageArgs extends CloudImageArgs {
  /** Resource group of the registry. */
  resourceGroupName: pulumi.Input<string>;
  /** A registry that exists, by its name or as a resource. @default a new one */
  registry?: containerregistry.Registry | pulumi.Input<string>;
  /**
   * More settings of the new registry. It is of the tier `Basic` and has no admin user. `registryName` is needed where
   * `image` is given, as something else pushes there.
   * @default {}
   */
  registryArgs?: Partial<containerregistry.RegistryArgs>;
  /**
   * Whether the new registry goes with the images that others pushed. Without it the registry stays, and `pulumi destroy` says so.
   * It has to be known to a `pulumi up` before.
   * @default false
   */
  forceDestroy?: pulumi.Input<boolean>;
  /** Name of a built image in the registry. @default the component's name, in lowercase with dashes */
  imageName?: pulumi.Input<string>;
  /**
   * How many tags of a built image the new registry keeps. A task deletes others in the night, and images that have lost
   * their tag to a newer one. `false` keeps all.
   * @default 10
   */
  keep?: number | false;
  /** Ids of the principals that pull: of identities of a program, such as that of AKS. Each gets the role AcrPull. @default [] */
  pullers?: Grantees;
  /**
   * Identity with which pools of type `azure-container-instance` pull, such as `AzureContainerInstanceInfrastructure`'s
   * `identity`. It gets the role AcrPull, and deployments are told of it.
   * @default none
   */
  identity?: ContainerIdentity;
  /** The pool that runs the image, or the pool's type. @default "azure-container-instance" */
  workPool?: CloudPool;
}

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
export class AcrFlowStorage extends pulumi.ComponentResource implements FlowStorage {
  /** The image, by its digest. */
  readonly image: pulumi.Output<string>;
  /** Host of the registry. */
  readonly loginServer: pulumi.Output<string>;
  /** Id of the registry, for further role assignments. */
  readonly registryId: pulumi.Output<string>;
  /** Text of the Dockerfile that was generated, if one was; it is also in `.syntask/<name>-<digest>/Dockerfile`. */
  readonly dockerfile: pulumi.Output<string | undefined>;
  readonly pullSteps: pulumi.Output<PullStep[]>;
  readonly jobVariables: pulumi.Output<Record<string, Json>>;
  readonly localFolder?: string;

  /** @throws RunError when the args contradict each other, or the image cannot be built, found or run by the pool */
  constructor(name: string, args: AcrFlowStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("syntask:azure:AcrFlowStorage", name, {}, opts);
    const { resourceGroupName, keep = 10, pullers = [], identity, imageName = slugOf(name) } = args;
    const { workPool = "azure-container-instance" } = args;
    const parent = this;
    checkCloudImage(args, { workPool, usualType: "azure-container-instance", refuse });
    refuseContradictions();

    const { id, loginServer } = args.registry === undefined ? createRegistry() : existingRegistry(args.registry);
    this.registryId = id;
    this.loginServer = loginServer;
    grantEach(`${name}-puller`, pullers, { property: "pullers", nameOf: String, refuse }, (puller, child) =>
      grantPull(child(), puller),
    );
    if (identity) grantPull(named(`${name}-puller-identity`), identity.principalId);
    const { image, dockerfile, pullSteps, jobVariables, localFolder } = cloudImage(
      name,
      args,
      {
        workPool,
        usualType: "azure-container-instance",
        imageName: pulumi.interpolate`${loginServer}/${imageName}`,
        home: pulumi.interpolate`${loginServer}/`,
        login,
        refuse,
      },
      parent,
    );
    this.image = image;
    this.dockerfile = dockerfile;
    this.pullSteps = pullSteps;
    this.jobVariables = identity ? withRegistry(jobVariables, identity) : jobVariables;
    this.localFolder = localFolder;
    this.registerOutputs({
      image,
      dockerfile,
      pullSteps,
      jobVariables: this.jobVariables,
      loginServer,
      registryId: id,
    });

    function refuseContradictions(): void {
      const isNew = args.registry === undefined;
      for (const setting of ["registryArgs", "keep", "forceDestroy"] as const) {
        if (!isNew && args[setting] !== undefined)
          refuse(`\`${setting}\` is of a new registry, and \`registry\` is given; leave one of them out`);
      }
      if (isNew && args.image !== undefined && args.registryArgs?.registryName === undefined) {
        refuse("`image` is in a registry; give `registry`, or the name of a new one as `registryArgs.registryName`");
      }
      if (identity && typeof workPool === "string" && workPool !== "azure-container-instance") {
        refuse(`\`identity\` is for pools of type azure-container-instance, not ${workPool}; write \`pullers\``);
      }
    }

    function refuse(reason: string): never {
      throw new pulumi.RunError(`AcrFlowStorage "${name}": ${reason.replace(/\.$/, "")}.`);
    }

    function createRegistry(): containerregistry.Registry {
      const registry = new containerregistry.Registry(
        `${name}-registry`,
        {
          resourceGroupName,
          registryName: args.registryArgs?.registryName ?? ownName(),
          sku: { name: "Basic" },
          adminUserEnabled: false,
          ...args.registryArgs,
        },
        { parent, ignoreChanges: args.registryArgs?.registryName === undefined ? ["registryName"] : [] },
      );
      const { loginServer: host } = registry;
      const own = args.build === undefined ? undefined : [pulumi.interpolate`${imageName}:${args.tag ?? "latest"}`];
      const location = { registry: host };
      new StoreGuard(`${name}-guard`, { store: "acr", location, own, forceDestroy: args.forceDestroy }, { parent });
      if (keep !== false && args.build !== undefined) {
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
      const registryName = typeof given === "string" ? checkedName(given) : pulumi.output(given).apply(checkedName);
      return containerregistry.getRegistryOutput({ registryName, resourceGroupName }, { parent });
    }

    function checkedName(given: string): string {
      if (/^[A-Za-z0-9]{5,50}$/.test(given)) return given;
      const [, bare] = /^(?:https:\/\/)?([A-Za-z0-9]+)\.azurecr\./.exec(given) ?? [];
      return refuse(
        bare
          ? `\`registry\` is "${given}"; write its name alone, "${bare}"`
          : `\`registry\` is "${given}"; Azure takes 5 to 50 letters and digits`,
      );
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

    function withRegistry(variables: pulumi.Output<Record<string, Json>>, { id: identityId }: ContainerIdentity) {
      return pulumi.all([variables, loginServer, identityId]).apply(
        ([known, server, used]): Record<string, Json> => ({
          ...known,
          image_registry: { registry_url: server, identity: used },
        }),
      );
    }
  }
}

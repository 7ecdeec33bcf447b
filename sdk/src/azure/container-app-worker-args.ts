import type { ManagedEnvironment } from "@pulumi/azure-native/app/managedEnvironment";
import { type ArgsOf, commonArgs, inTypeScript, integer, object, text } from "../provider/component-args.js";
import { workerArgs } from "../worker/worker-args.js";
import { faultOfMemory, faultOfProcessors } from "../worker/worker-size.js";
import type { AzureContainerInstanceInfrastructure } from "./azure-container-instance-infrastructure.js";
import { containerIdentity } from "./container-identity.js";

/** Days that Log Analytics keeps a log, at its usual price. */
const [leastDays, mostDays] = [30, 730];

const rights = {
  /** Id of the resource group that containers run in: `resourceGroupId` of the infrastructure. */
  resourceGroupId: text({ required: true }),
  /** Id of the role definition that lets workers run containers: `workerRoleId` of the infrastructure. */
  workerRoleId: text({ required: true }),
  /** The managed identity that flows run with: `identity` of the infrastructure. */
  identity: containerIdentity({ required: true }),
};

/** What workers of an `azure-container-instance` pool may do, as an `AzureContainerInstanceInfrastructure` tells it. */
export interface ContainerAppWorkerRights extends ArgsOf<typeof rights> {}

const own = {
  /** Workers, one replica each. @default 1 */
  replicas: integer({ min: 0, default: 1 }),
  /**
   * Share of processors of each worker: one for 2 GiB of memory, and no other. Flow runs of a `process` pool have to do with it, too.
   * @default what belongs to `memory`, else "0.5 vCPU"
   */
  cpu: text({ check: faultOfProcessors }),
  /** Memory of each worker. @default what belongs to `cpu` */
  memory: text({ check: faultOfMemory }),
  /** Resource group that the workers, their identity, vault and log are made in. */
  resourceGroupName: text({ required: true }),
  /** Region that the workers run in: that of `managedEnvironment`, if it is given. @default that of the resource group */
  location: text(),
  /**
   * An environment of Container Apps that exists, by its id or, in TypeScript, as a resource. The log is where it sends it.
   * @default a new one, with a log of its own
   */
  managedEnvironment: text({ sugar: inTypeScript<ManagedEnvironment>() }),
  /**
   * Id of a subnet for the new environment, by which workers reach a server with a private address. It has to be delegated to
   * `Microsoft.App/environments`. Another one replaces the environment and stops the workers first.
   * @default none: the internet
   */
  subnetId: text(),
  /** Id of a registry in Azure that has the image, such as `registryId` of an `AcrFlowStorage`: the workers may pull from it. @default none */
  registryId: text(),
  /**
   * What workers of an `azure-container-instance` pool may do: run containers with the identity of flows. In TypeScript its
   * `AzureContainerInstanceInfrastructure`, which has to be without `credentials`.
   * @default nothing
   */
  infrastructure: object<ContainerAppWorkerRights>(
    "ContainerAppWorkerRights",
    rights,
  )({
    plain: true,
    sugar: inTypeScript<AzureContainerInstanceInfrastructure>(),
  }),
  /** Retention of the new environment's log in days, 30 to 730. @default 30 */
  logRetentionDays: integer({ check: faultOfRetention }),
};

export const containerAppWorkerArgs: Pick<typeof commonArgs, "connection"> & typeof workerArgs & typeof own = {
  connection: commonArgs.connection,
  ...workerArgs,
  ...own,
};

/** The args of {@link ContainerAppWorker}. */
export interface ContainerAppWorkerArgs extends ArgsOf<typeof containerAppWorkerArgs> {}

function faultOfRetention(days: number): string | undefined {
  if (leastDays <= days && days <= mostDays) return undefined;
  return `is ${days}; Log Analytics keeps a log for ${leastDays} to ${mostDays} days`;
}

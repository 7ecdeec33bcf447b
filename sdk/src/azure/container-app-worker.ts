import { ContainerApp } from "@pulumi/azure-native/app/containerApp";
import { ManagedEnvironment } from "@pulumi/azure-native/app/managedEnvironment";
import { Secret } from "@pulumi/azure-native/keyvault/secret";
import { Vault } from "@pulumi/azure-native/keyvault/vault";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity";
import { DiagnosticSetting } from "@pulumi/azure-native/monitor/diagnosticSetting";
import { Workspace } from "@pulumi/azure-native/operationalinsights/workspace";
import * as pulumi from "@pulumi/pulumi";
import { UniqueName } from "../cloud/unique-name.js";
import { parseImage } from "../image/image-reference.js";
import { readArgs } from "../provider/component-args.js";
import { outputValues } from "../provider/output-values.js";
import { refuseFor } from "../provider/refusal.js";
import { instancePlaceholder } from "../worker/container-command.js";
import { WorkerComponent } from "../worker/worker-component.js";
import { workerProcess } from "../worker/worker-process.js";
import { AzureContainerInstanceInfrastructure } from "./azure-container-instance-infrastructure.js";
import { type ContainerAppSize, containerAppSize, faultOfContainerAppSize } from "./container-app-size.js";
import { type ContainerAppWorkerArgs, containerAppWorkerArgs } from "./container-app-worker-args.js";
import { secretOfApp, workerContainer } from "./container-app-worker-container.js";
import { idsOf } from "./container-identity.js";
import { builtInRoleId, grantToIdentity, type RoleGrant } from "./role-grant.js";
import { stableName } from "./stable-name.js";

const longest = { appPrefix: 23, environment: 60, workspace: 63, vaultPrefix: 15 };
/** As long as Container Apps let a replica end. */
const stopSeconds = 600;
/** The least for which Azure keeps a vault that is deleted. */
const daysOfDeletedVault = 7;
const consumption = "Consumption";

/**
 * Workers in Azure Container Apps: an app that nobody can call, and which starts a worker again that ends or hangs. After a change
 * the new ones poll before the old ones are stopped. The API key is a secret in a Key Vault that only the workers' identity reads.
 *
 * @example
 * ```ts
 * const infrastructure = new AzureContainerInstanceInfrastructure("flows", { resourceGroupName: "flows" });
 * const workPool = new syntask.WorkPool("flows", {
 *   type: "azure-container-instance",
 *   jobDefaults: infrastructure.jobDefaults,
 * });
 * new ContainerAppWorker("flows", {
 *   workPool: workPool.name,
 *   resourceGroupName: "flows",
 *   infrastructure: {
 *     resourceGroupId: infrastructure.resourceGroupId,
 *     workerRoleId: infrastructure.workerRoleId,
 *     identity: infrastructure.identity,
 *   },
 * });
 * ```
 */
export class ContainerAppWorker extends WorkerComponent {
  static override readonly __pulumiType = "syntask:azure:ContainerAppWorker";
  /** @internal */
  static override readonly args = containerAppWorkerArgs;

  readonly workerName: pulumi.Output<string>;
  readonly image: pulumi.Output<string>;
  /** The managed identity that workers run with, and flows of a `process` pool; `AzureBlobFlowStorage` takes its `principalId` for `readers`. */
  readonly identity: { readonly id: pulumi.Output<string>; readonly principalId: pulumi.Output<string> };
  /** Id of the Log Analytics workspace with the log, if one was made. */
  readonly logWorkspaceId: pulumi.Output<string | undefined>;
  /** Id of the secret with the API key and `secrets`. */
  readonly secretId: pulumi.Output<string>;
  /** Name of the container app. */
  readonly containerAppName: pulumi.Output<string>;

  /** @throws RunError when the args contradict each other, or the workers cannot reach the server */
  constructor(name: string, args: ContainerAppWorkerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ContainerAppWorker.__pulumiType, name, {}, opts);
    const parent = this;
    const refuse = refuseFor("ContainerAppWorker", name);
    const read = readArgs(containerAppWorkerArgs, args, refuse);
    const { replicas, cpu, memory, resourceGroupName, location, subnetId, verify, connection } = read;
    const { infrastructure, registryId } = read;
    const size = outputValues.apply([cpu, memory], checkedSize) as pulumi.Input<ContainerAppSize>;
    refuseContradictions();

    const worker = workerProcess(
      name,
      read,
      {
        refuse,
        loopbackAdvice: 'write an address that Container Apps reach, like "https://syntask.example.com/api"',
        settings: [size, replicas, resourceGroupName, location, givenEnvironment(), subnetId],
      },
      parent,
    );
    const identity = new UserAssignedIdentity(`${name}-identity`, { resourceGroupName, location }, { parent });
    const workspace = args.managedEnvironment === undefined ? createWorkspace() : undefined;
    const environmentId = workspace ? createEnvironment(workspace) : givenEnvironment();
    const vault = createVault();
    const secret = createSecret();
    const grants = [...letRunContainers(), ...letPull()];
    const containerApp = createApp();

    this.workerName = worker.workerName;
    this.image = worker.image;
    this.identity = { id: identity.id, principalId: identity.principalId };
    this.logWorkspaceId = pulumi.output(workspace?.id);
    this.secretId = secret.id;
    this.containerAppName = containerApp.name;
    if (verify) this.awaitOnline(name, worker, { replicas, log: logOfApp(), connection, dependsOn: [containerApp] });
    const { workerName, image, logWorkspaceId, secretId, containerAppName } = this;
    this.registerOutputs({ workerName, image, identity: this.identity, logWorkspaceId, secretId, containerAppName });

    function checkedSize(processors: string | undefined, amount: string | undefined): ContainerAppSize {
      const fault = faultOfContainerAppSize(processors, amount);
      return fault ? refuse(fault) : containerAppSize(processors, amount);
    }

    function refuseContradictions(): void {
      if (args.managedEnvironment !== undefined) {
        if (subnetId !== undefined) refuse("`managedEnvironment` has its subnet; leave `subnetId` out");
        if (read.logRetentionDays !== undefined)
          refuse("`managedEnvironment` has its log; leave `logRetentionDays` out");
      }
      if (infrastructure instanceof AzureContainerInstanceInfrastructure && infrastructure.jobDefaults.aciCredentials) {
        refuse(
          "`infrastructure` has credentials for its workers, and these have an identity; leave `credentials` out there",
        );
      }
    }

    function givenEnvironment(): pulumi.Input<string> | undefined {
      const given = args.managedEnvironment;
      return ManagedEnvironment.isInstance(given) ? given.id : given;
    }

    /** Names that Azure gives by itself may be longer than it takes. */
    function ownName(most: number): pulumi.Output<string> {
      return pulumi.output(resourceGroupName).apply((group) => stableName(`worker${name}`, most, group));
    }

    /** What a name begins with that has eight digits at its end. */
    function prefix(most: number): string {
      return `worker${name.toLowerCase().replace(/[^a-z0-9]/g, "")}`.slice(0, most);
    }

    function createWorkspace(): Workspace {
      return new Workspace(
        `${name}-logs`,
        {
          resourceGroupName,
          location,
          workspaceName: ownName(longest.workspace),
          sku: { name: "PerGB2018" },
          retentionInDays: read.logRetentionDays ?? 30,
        },
        { parent, ignoreChanges: ["workspaceName"] },
      );
    }

    /** By Azure's monitor, which needs no key of the workspace. */
    function createEnvironment({ id: workspaceId }: Workspace): pulumi.Output<string> {
      const environment = new ManagedEnvironment(
        `${name}-environment`,
        {
          resourceGroupName,
          location,
          environmentName: ownName(longest.environment),
          appLogsConfiguration: { destination: "azure-monitor" },
          workloadProfiles: [{ name: consumption, workloadProfileType: consumption }],
          ...(subnetId && { vnetConfiguration: { infrastructureSubnetId: subnetId, internal: true } }),
        },
        { parent, ignoreChanges: ["environmentName"] },
      );
      const logs = ["ContainerAppConsoleLogs", "ContainerAppSystemLogs"].map((category) => ({
        category,
        enabled: true,
      }));
      const { id: resourceUri } = environment;
      new DiagnosticSetting(`${name}-log-setting`, { resourceUri, workspaceId, logs }, { parent });
      return environment.id;
    }

    /**
     * A vault for this secret alone. Its access policy opens it to the workers' identity at once; a role would take minutes, and the
     * app would be refused. Azure keeps the name of a vault that is deleted, so that the next one needs another.
     */
    function createVault(): Vault {
      const { value } = new UniqueName(`${name}-vault-name`, { prefix: prefix(longest.vaultPrefix) }, { parent });
      const { tenantId, principalId: objectId } = identity;
      return new Vault(
        `${name}-vault`,
        {
          resourceGroupName,
          location,
          vaultName: value.apply((unique) => unique.replace("_", "-")),
          properties: {
            tenantId,
            sku: { family: "A", name: "standard" },
            enableRbacAuthorization: false,
            accessPolicies: [{ tenantId, objectId, permissions: { secrets: ["get"] } }],
            softDeleteRetentionInDays: daysOfDeletedVault,
          },
        },
        { parent },
      );
    }

    /** Goes with its vault: to delete it alone is a right that whoever runs Pulumi has not in this vault. */
    function createSecret(): Secret {
      return new Secret(
        `${name}-secret`,
        {
          resourceGroupName,
          vaultName: vault.name,
          secretName: secretOfApp,
          properties: { value: worker.secrets.apply((values) => JSON.stringify(values)) },
        },
        { parent, deletedWith: vault },
      );
    }

    /** Containers in the infrastructure's group, and only with the identity of flows. */
    function letRunContainers(): pulumi.Resource[] {
      if (infrastructure === undefined) return [];
      const { resourceGroupId, workerRoleId, identity: ofFlows } = infrastructure;
      const { id: identityId } = idsOf(ofFlows);
      const operator = builtInRoleId(identityId, "managedIdentityOperator");
      return [
        grant(`${name}-jobs`, { scope: resourceGroupId, roleDefinitionId: workerRoleId }),
        grant(`${name}-jobs-identity`, { scope: identityId, roleDefinitionId: operator }),
      ];
    }

    function letPull(): pulumi.Resource[] {
      if (registryId === undefined) return [];
      return [grant(`${name}-registry`, { scope: registryId, roleDefinitionId: builtInRoleId(registryId, "acrPull") })];
    }

    function grant(child: string, granted: Omit<RoleGrant, "principalId">): pulumi.Resource {
      return grantToIdentity(child, { ...granted, principalId: identity.principalId }, { parent });
    }

    /**
     * An app for each revision of the workers, so that Pulumi stops the old ones when the new ones are online. Azure tells of a change
     * as done before its own old revision has ended, whose workers would bring back the records that are deleted then.
     */
    function createApp(): ContainerApp {
      const container = workerContainer(worker, {
        command: worker.command(pulumi.interpolate`${worker.workerName}-${instancePlaceholder}`),
        clientId: identity.clientId,
        size,
      });
      const keyVaultUrl = pulumi.unsecret(secret.properties).apply(({ secretUriWithVersion }) => secretUriWithVersion);
      const server = worker.image.apply((image) => parseImage(image).registry);
      return new ContainerApp(
        `${name}-app`,
        {
          resourceGroupName,
          location,
          containerAppName: worker.workerName.apply((known) => `${prefix(longest.appPrefix)}-${known.slice(-8)}`),
          environmentId,
          ...(workspace && { workloadProfileName: consumption }),
          identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
          configuration: {
            activeRevisionsMode: "Single",
            secrets: [{ name: secretOfApp, keyVaultUrl, identity: identity.id }],
            ...(registryId !== undefined && { registries: [{ server, identity: identity.id }] }),
          },
          template: {
            containers: [container],
            // There is no load by which Azure would start or stop a worker.
            scale: pulumi.output(replicas).apply((count) => ({ minReplicas: count, maxReplicas: Math.max(count, 1) })),
            terminationGracePeriodSeconds: stopSeconds,
          },
        },
        { parent, deleteBeforeReplace: false, dependsOn: grants },
      );
    }

    function logOfApp(): pulumi.Output<string> {
      const { name: app } = containerApp;
      if (!workspace)
        return pulumi.interpolate`\`az containerapp logs show --name ${app} --resource-group ${resourceGroupName}\``;
      const query = pulumi.interpolate`ContainerAppConsoleLogs | where ContainerAppName == '${app}'`;
      return pulumi.interpolate`\`az monitor log-analytics query --workspace ${workspace.customerId} --analytics-query "${query}"\``;
    }
  }
}

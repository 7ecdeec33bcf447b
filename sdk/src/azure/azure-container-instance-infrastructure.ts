import * as authorization from "@pulumi/azure-native/authorization";
import { FederatedIdentityCredential, UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import { AzureContainerInstanceCredentials } from "../blocks/azure-container-instance-credentials.js";
import { faultOfDocumentId } from "../checks/references.js";
import { type ChildName, named, withFormerType } from "../cloud/child-name.js";
import { grantEach, grantees } from "../cloud/grantees.js";
import { SyntaskComponent } from "../provider/component.js";
import { type ArgsOf, inTypeScript, object, readArgs, text } from "../provider/component-args.js";
import { refuseFor } from "../provider/refusal.js";
import type { JobVariables } from "../resources/job-variables/values.js";
import { identityArg, idsOf } from "./container-identity.js";
import { builtInRoleId, grantToIdentity, type RoleGrant } from "./role-grant.js";
import { stableGuid } from "./stable-name.js";

const federatedWorkerArgs = {
  /** URL of the issuer of the worker's tokens, such as that of a Kubernetes cluster. */
  issuer: text({ required: true }),
  /** Whom the tokens name, such as `system:serviceaccount:syntask:worker`. */
  subject: text({ required: true }),
  /** For whom the tokens are. @default "api://AzureADTokenExchange" */
  audience: text({ default: "api://AzureADTokenExchange" }),
};

/** A worker outside Azure, by the tokens that it shows. */
export interface FederatedWorker extends ArgsOf<typeof federatedWorkerArgs> {}

/** With what a worker outside Azure logs in, beside the file with its token. */
export interface WorkerIdentity {
  /** `AZURE_CLIENT_ID` of the worker. */
  readonly clientId: pulumi.Output<string>;
  /** `AZURE_TENANT_ID` of the worker. */
  readonly tenantId: pulumi.Output<string>;
}

const infrastructureArgs = {
  /** Resource group that containers run in. */
  resourceGroupName: text({ required: true }),
  /** Subscription in which containers run. @default the stack's */
  subscriptionId: text(),
  /** A managed identity that exists, with which flows run: a resource, or its ids. @default a new one */
  identity: identityArg,
  /** Ids of the principals that workers run with, or of their service principal. @default [] */
  workers: grantees(faultOfPrincipal),
  /**
   * A worker outside Azure that has tokens of its own, such as one in Kubernetes or in CI. A managed identity is made for it, with the
   * rights of workers, into which it turns its token: no secret is made. It is told `AZURE_CLIENT_ID` and `AZURE_TENANT_ID` of
   * `workerIdentity`, and the file of its token, `AZURE_FEDERATED_TOKEN_FILE`.
   * @default none
   */
  federatedWorker: object<FederatedWorker>("FederatedWorker", federatedWorkerArgs)({ plain: true }),
  /**
   * Id of a role definition that lets workers run containers, where the stack may not make one.
   * @default a new one, with nothing but what a worker calls
   */
  workerRoleId: text(),
  /**
   * Block with the service principal that workers log in with: its `documentId`, or in TypeScript the resource.
   * @default none: the worker's own identity
   */
  credentials: text({ check: faultOfDocumentId, sugar: inTypeScript<AzureContainerInstanceCredentials>() }),
};

/** The args of {@link AzureContainerInstanceInfrastructure}. */
export interface AzureContainerInstanceInfrastructureArgs extends ArgsOf<typeof infrastructureArgs> {}

/**
 * The rights that a pool of type `azure-container-instance` needs: a managed identity for flows, and workers that may make,
 * watch and delete containers in one resource group and give them this identity.
 *
 * @example
 * ```ts
 * const infrastructure = new AzureContainerInstanceInfrastructure("flows", { resourceGroupName: "flows", workers: [principalId] });
 * new syntask.WorkPool("flows", { type: "azure-container-instance", jobDefaults: { ...infrastructure.jobDefaults, cpu: 2 } });
 * ```
 */
export class AzureContainerInstanceInfrastructure extends SyntaskComponent {
  static override readonly __pulumiType = "syntask:azure:AzureContainerInstanceInfrastructure";
  /** @internal What its type was called before, in stacks that exist: never change it. */
  static readonly formerType = "syntask:azure:AzureContainerInstanceRuntime";
  /** @internal */
  static override readonly args = infrastructureArgs;

  /** The managed identity that flows run with; `AcrFlowStorage` takes it as `identity`. */
  readonly identity: { readonly id: pulumi.Output<string>; readonly principalId: pulumi.Output<string> };
  /** Id of the resource group that containers run in, as `ContainerAppWorker` takes it in `infrastructure`. */
  readonly resourceGroupId: pulumi.Output<string>;
  /** The identity of a worker outside Azure, if one was made. */
  readonly workerIdentity: WorkerIdentity | undefined;
  /** Id of the role definition that workers have. */
  readonly workerRoleId: pulumi.Output<string>;
  /** Job defaults for a work pool of type `azure-container-instance`. */
  readonly jobDefaults: JobVariables<"azure-container-instance">;

  /** @throws RunError when an id has not the form that Azure's have */
  constructor(name: string, args: AzureContainerInstanceInfrastructureArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      AzureContainerInstanceInfrastructure.__pulumiType,
      name,
      {},
      withFormerType(AzureContainerInstanceInfrastructure.formerType, opts),
    );
    const parent = this;
    const refuse = refuseFor("AzureContainerInstanceInfrastructure", name);
    const {
      resourceGroupName,
      workers = {},
      credentials,
      federatedWorker,
    } = readArgs(infrastructureArgs, args, refuse);

    const subscriptionId = args.subscriptionId ?? authorization.getClientConfigOutput({ parent }).subscriptionId;
    const group = pulumi.interpolate`/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`;
    const identity = args.identity ? idsOf(args.identity) : createIdentity();
    this.identity = { id: pulumi.output(identity.id), principalId: pulumi.output(identity.principalId) };
    this.resourceGroupId = group;
    const { id: identityId } = this.identity;
    this.workerRoleId = args.workerRoleId === undefined ? idOf(createRole().name) : pulumi.output(args.workerRoleId);
    const { workerRoleId } = this;
    grantToWorkers();
    this.workerIdentity = federatedWorker && createWorkerIdentity(federatedWorker);
    const { workerIdentity } = this;
    this.jobDefaults = {
      resourceGroupName,
      subscriptionId,
      identities: [identityId],
      ...(credentials && { aciCredentials: documentOf(credentials) }),
    };
    this.registerOutputs({ identity: this.identity, resourceGroupId: group, workerRoleId, workerIdentity });

    function createIdentity(): UserAssignedIdentity {
      return new UserAssignedIdentity(`${name}-identity`, { resourceGroupName }, { parent });
    }

    function createWorkerIdentity({ issuer, subject, audience }: FederatedWorker): WorkerIdentity {
      const own = new UserAssignedIdentity(`${name}-worker-identity`, { resourceGroupName }, { parent });
      new FederatedIdentityCredential(
        `${name}-worker-token`,
        { resourceGroupName, resourceName: own.name, issuer, subject, audiences: [audience!] },
        { parent },
      );
      const { clientId, tenantId, principalId } = own;
      grantTo((ending = "") => named(`${name}-worker-own${ending}`), principalId);
      return { clientId, tenantId };
    }

    function createRole(): authorization.RoleDefinition {
      const guid = group.apply((id) => stableGuid(name, id));
      return new authorization.RoleDefinition(
        `${name}-role`,
        {
          scope: group,
          roleDefinitionId: guid,
          // Names of roles are unique in a tenant.
          roleName: pulumi.interpolate`Syntask worker ${name} ${guid.apply((known) => known.slice(0, 8))}`,
          roleType: "CustomRole",
          description: "Makes, watches and deletes containers of Syntask flows",
          permissions: [{ actions: workerActions, notActions: [] }],
          assignableScopes: [group],
        },
        { parent, ignoreChanges: ["roleDefinitionId", "roleName"] },
      );
    }

    /** As Azure gives it back, whatever scope the definition has. */
    function idOf(role: pulumi.Output<string>): pulumi.Output<string> {
      return pulumi.interpolate`/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
    }

    function grantToWorkers(): void {
      const settings = { property: "workers", nameOf: String, refuse };
      grantEach(`${name}-worker`, workers, settings, (principalId, child) => grantTo(child, principalId));
    }

    /** To run containers in the group, and to give them the identity of flows. */
    function grantTo(child: (ending?: string) => ChildName, principalId: pulumi.Input<string>): pulumi.Resource[] {
      const operator = builtInRoleId(identityId, "managedIdentityOperator");
      return [
        grant(child(), { scope: group, roleDefinitionId: workerRoleId, principalId }),
        grant(child("-identity"), { scope: identityId, roleDefinitionId: operator, principalId }),
      ];
    }

    function grant({ name: childName, aliases }: ChildName, granted: RoleGrant): pulumi.Resource {
      return grantToIdentity(childName, granted, { parent, aliases });
    }
  }
}

/** A block, or a reference to the document of an id. */
const documentOf = (credentials: AzureContainerInstanceCredentials | pulumi.Input<string>) =>
  AzureContainerInstanceCredentials.isInstance(credentials)
    ? credentials
    : pulumi.output(credentials).apply((id) => ({ $ref: { block_document_id: id } }));

function faultOfPrincipal(id: string): string | undefined {
  if (/^[0-9a-f-]{36}$/i.test(id)) return undefined;
  return `has "${id}"; write the principal id of the identity, a GUID that Azure shows as its object id`;
}

/** A worker has Azure deploy a template with one group of containers, watches that, and deletes it. */
const workerActions = [
  "Microsoft.ContainerInstance/containerGroups/containers/logs/read",
  "Microsoft.ContainerInstance/containerGroups/delete",
  "Microsoft.ContainerInstance/containerGroups/read",
  "Microsoft.ContainerInstance/containerGroups/stop/action",
  "Microsoft.ContainerInstance/containerGroups/write",
  "Microsoft.Resources/deployments/operations/read",
  "Microsoft.Resources/deployments/operationstatuses/read",
  "Microsoft.Resources/deployments/read",
  "Microsoft.Resources/deployments/write",
];

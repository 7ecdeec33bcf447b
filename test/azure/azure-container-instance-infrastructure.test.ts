import * as pulumi from "@pulumi/pulumi";
import { AzureContainerInstanceCredentials, WorkPool } from "pulumi-syntask";
import {
  AzureContainerInstanceInfrastructure,
  type AzureContainerInstanceInfrastructureArgs,
} from "pulumi-syntask/azure";
import { type Declared, declare, resolved } from "../support/mocks";

const subscription = "/subscriptions/5ab5c819-0000-4000-8000-000000000001";
const group = `${subscription}/resourceGroups/flows`;
const worker = "c0ffee00-0000-4000-8000-000000000001";
const roleDefinitions = `${subscription}/providers/Microsoft.Authorization/roleDefinitions`;
const identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flows`;

const outputs = ({ type, inputs }: Declared): Record<string, unknown> => {
  if (type.endsWith(":UserAssignedIdentity")) return { principalId: "p-1", clientId: "c-1", tenantId: "t-1" };
  return type.endsWith(":RoleDefinition") ? { name: inputs.roleDefinitionId } : {};
};

async function declareInfrastructure(
  args: () => Partial<AzureContainerInstanceInfrastructureArgs> = () => ({}),
  stack?: string,
) {
  let infrastructure!: AzureContainerInstanceInfrastructure;
  const declared = await declare(
    () => {
      infrastructure = new AzureContainerInstanceInfrastructure("flows", {
        resourceGroupName: "flows",
        workers: [worker],
        ...args(),
      });
      const jobDefaults = { ...infrastructure.jobDefaults, memory: "1.5 GiB" as const };
      new WorkPool("pool", { type: "azure-container-instance", jobDefaults });
    },
    {},
    outputs,
    { "azure-native:authorization:getClientConfig": { subscriptionId: subscription.split("/").at(-1) } },
    stack,
  );
  const find = (name: string) => declared.find((resource) => resource.name === name)!;
  return {
    infrastructure,
    find,
    children: declared.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort(),
  };
}

test("an identity for flows and a role for workers of one resource group are made, and a pool is told of them", async () => {
  const { infrastructure, find, children } = await declareInfrastructure();
  expect(children).toEqual([
    "AzureContainerInstanceInfrastructure flows",
    `RoleAssignment flows-worker-${worker}`,
    `RoleAssignment flows-worker-${worker}-identity`,
    "RoleDefinition flows-role",
    "UserAssignedIdentity flows-identity",
    "WorkPool pool",
  ]);
  const role = find("flows-role").inputs;
  expect(role).toEqual({
    scope: group,
    roleDefinitionId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
    roleName: `Syntask worker flows ${role.roleDefinitionId.slice(0, 8)}`,
    roleType: "CustomRole",
    description: "Makes, watches and deletes containers of Syntask flows",
    permissions: [
      {
        actions: [
          "Microsoft.ContainerInstance/containerGroups/containers/logs/read",
          "Microsoft.ContainerInstance/containerGroups/delete",
          "Microsoft.ContainerInstance/containerGroups/read",
          "Microsoft.ContainerInstance/containerGroups/stop/action",
          "Microsoft.ContainerInstance/containerGroups/write",
          "Microsoft.Resources/deployments/operations/read",
          "Microsoft.Resources/deployments/operationstatuses/read",
          "Microsoft.Resources/deployments/read",
          "Microsoft.Resources/deployments/write",
        ],
        notActions: [],
      },
    ],
    assignableScopes: [group],
  });
  expect(find(`flows-worker-${worker}`).inputs).toEqual({
    scope: group,
    roleDefinitionId: `${roleDefinitions}/${role.roleDefinitionId}`,
    principalId: worker,
    principalType: "ServicePrincipal",
  });
  expect(find(`flows-worker-${worker}-identity`).inputs.scope).toBe("flows-identity-id");
  expect(find("pool").inputs.jobDefaults).toEqual({
    resource_group_name: "flows",
    subscription_id: subscription.split("/").at(-1),
    identities: ["flows-identity-id"],
    memory: 1.5,
  });
  expect(await resolved(infrastructure.identity.principalId)).toBe("p-1");
});

test("what exists is taken: an identity, a role, and a block for workers without an identity of Azure", async () => {
  const { find, children } = await declareInfrastructure(() => ({
    identity: { id: identityId, principalId: "p-2" },
    workerRoleId: "/roles/contributor",
    credentials: new AzureContainerInstanceCredentials("login", { clientId: "c-1" }),
  }));
  expect(children).not.toContain("RoleDefinition flows-role");
  expect(children).not.toContain("UserAssignedIdentity flows-identity");
  expect(find(`flows-worker-${worker}`).inputs.roleDefinitionId).toBe("/roles/contributor");
  expect(find(`flows-worker-${worker}-identity`).inputs).toEqual({
    scope: identityId,
    roleDefinitionId: `${roleDefinitions}/f1a07417-d97a-45cb-824c-7a7467783830`,
    principalId: worker,
    principalType: "ServicePrincipal",
  });
  expect(find("pool").inputs.jobDefaults.aci_credentials).toEqual({ $ref: { block_document_id: "login-id" } });
});

test("a worker that is no principal is refused in one line", () => {
  const make = () => new AzureContainerInstanceInfrastructure("flows", { resourceGroupName: "flows", workers: ["me"] });
  expect(make).toThrow(pulumi.RunError);
  expect(make).toThrow(
    'AzureContainerInstanceInfrastructure "flows": `workers` has "me"; write the principal id of the identity, a GUID that Azure shows as its object id.',
  );
});

test("two stacks in one resource group have a role each, which stays when a stack is renamed", async () => {
  const [one, other] = [
    (await declareInfrastructure()).find("flows-role"),
    (await declareInfrastructure(undefined, "two")).find("flows-role"),
  ];
  expect(one.inputs.roleDefinitionId).not.toBe(other.inputs.roleDefinitionId);
  expect(one.inputs.roleName).not.toBe(other.inputs.roleName);
  expect(one.ignoreChanges).toEqual(["roleDefinitionId", "roleName"]);
});

test("a worker outside Azure gets an identity into which it turns its own token, with the rights of workers", async () => {
  const federatedWorker = {
    issuer: "https://oidc.example.com/cluster",
    subject: "system:serviceaccount:syntask:worker",
  };
  const { infrastructure, find, children } = await declareInfrastructure(() => ({ workers: [], federatedWorker }));
  expect(children).toEqual([
    "AzureContainerInstanceInfrastructure flows",
    "FederatedIdentityCredential flows-worker-token",
    "RoleAssignment flows-worker-own",
    "RoleAssignment flows-worker-own-identity",
    "RoleDefinition flows-role",
    "UserAssignedIdentity flows-identity",
    "UserAssignedIdentity flows-worker-identity",
    "WorkPool pool",
  ]);
  expect(find("flows-worker-token").inputs).toMatchObject({
    ...federatedWorker,
    resourceGroupName: "flows",
    audiences: ["api://AzureADTokenExchange"],
  });
  expect(find("flows-worker-own").inputs).toMatchObject({ scope: group, principalId: "p-1" });
  expect(find("flows-worker-own-identity").inputs).toMatchObject({ scope: "flows-identity-id", principalId: "p-1" });
  const { clientId, tenantId } = infrastructure.workerIdentity!;
  expect([await resolved(clientId), await resolved(tenantId)]).toEqual(["c-1", "t-1"]);
});

test("without one no identity of a worker is made", async () => {
  const { infrastructure, children } = await declareInfrastructure();
  expect(infrastructure.workerIdentity).toBeUndefined();
  expect(children.join()).not.toContain("worker-identity");
});

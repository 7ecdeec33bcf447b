import { RoleAssignment } from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";

/** Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const builtInRoles = {
  acrPull: "7f951dda-4ed3-460d-a7ca-43fe172d538d",
  managedIdentityOperator: "f1a07417-d97a-45cb-824c-7a7467783830",
  storageBlobDataContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  storageBlobDataReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
};

/** Id of a role that Azure has, for the subscription of a resource. */
export const builtInRoleId = (scope: pulumi.Input<string>, role: keyof typeof builtInRoles): pulumi.Output<string> =>
  pulumi.output(scope).apply((id) => {
    const subscription = id.split("/").slice(0, 3).join("/");
    return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role]}`;
  });

/** What is given to whom: an identity of a program, by the id of its principal. */
export interface RoleGrant {
  scope: pulumi.Input<string>;
  roleDefinitionId: pulumi.Input<string>;
  principalId: pulumi.Input<string>;
}

/** With the type of the principal, as Azure could not look up one that was made just now. */
export const grantToIdentity = (name: string, grant: RoleGrant, opts: pulumi.CustomResourceOptions): RoleAssignment =>
  new RoleAssignment(name, { ...grant, principalType: "ServicePrincipal" }, opts);

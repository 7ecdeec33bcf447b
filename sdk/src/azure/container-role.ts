import { RoleAssignment } from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import type { AzurePermissions } from "./container-signature.js";

/** Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage */
const roles: Record<AzurePermissions, string> = {
  // Storage Blob Data Reader
  read: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  // Storage Blob Data Contributor
  readWrite: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
};

/** Who gets a role on a container. */
export interface Grantee {
  principalId: pulumi.Input<string>;
  /** @default Azure looks it up, which fails for what was made just now */
  principalType?: string;
}

/** Lets somebody read, or read and write, the blobs of one container. */
export function grantRole(
  name: string,
  containerId: pulumi.Output<string>,
  permissions: AzurePermissions,
  { principalId, principalType }: Grantee,
  opts: pulumi.CustomResourceOptions,
): RoleAssignment {
  const subscription = containerId.apply((id) => id.split("/").slice(0, 3).join("/"));
  const roleDefinitionId = pulumi.interpolate`${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roles[permissions]}`;
  return new RoleAssignment(name, { scope: containerId, roleDefinitionId, principalId, principalType }, opts);
}

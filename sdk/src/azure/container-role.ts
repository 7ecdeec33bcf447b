import { RoleAssignment } from "@pulumi/azure-native/authorization";
import type * as pulumi from "@pulumi/pulumi";
import type { AzurePermissions } from "./container-signature.js";
import { builtInRoleId } from "./role-grant.js";

const roles = { read: "storageBlobDataReader", readWrite: "storageBlobDataContributor" } as const;

/** Who gets a role on a container. */
export interface Grantee {
  principalId: pulumi.Input<string>;
  /** Kind of the identity, such as `ServicePrincipal`. @default Azure looks it up, which fails for a new one */
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
  const roleDefinitionId = builtInRoleId(containerId, roles[permissions]);
  return new RoleAssignment(name, { scope: containerId, roleDefinitionId, principalId, principalType }, opts);
}

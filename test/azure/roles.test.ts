import * as pulumi from "@pulumi/pulumi";
import { grantRole } from "../../sdk/src/azure/container-role";
import { createPurgeTask } from "../../sdk/src/azure/purge-task";
import { builtInRoleId, grantToIdentity } from "../../sdk/src/azure/role-grant";
import { declare, resolved } from "../support/mocks";

const scope = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/flows";
const role = (id: string) => `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${id}`;

// Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
test.each([
  ["acrPull", "7f951dda-4ed3-460d-a7ca-43fe172d538d"],
  ["managedIdentityOperator", "f1a07417-d97a-45cb-824c-7a7467783830"],
  ["storageBlobDataContributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"],
  ["storageBlobDataReader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"],
] as const)("the role %s is that of Azure, in the subscription of what it is on", async (name, id) => {
  let found!: pulumi.Output<string>;
  await declare(() => {
    found = builtInRoleId(scope, name);
  });
  expect(await resolved(found)).toBe(role(id));
});

test("whoever reads a container gets its reader's role, and whoever writes its contributor's", async () => {
  const declared = await declare(() => {
    const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
    const container = pulumi.output(scope);
    grantRole("reader", container, "read", { principalId: "p", principalType: "Group" }, { parent });
    grantRole("writer", container, "readWrite", { principalId: "p", principalType: "ServicePrincipal" }, { parent });
    grantToIdentity("identity", { scope, roleDefinitionId: "r", principalId: "p" }, { parent });
  });
  const grants = declared.filter(({ type }) => type.endsWith(":RoleAssignment"));
  const byName = grants.sort((a, b) => a.name.localeCompare(b.name));
  expect(byName.map(({ name, parent, inputs }) => [name, parent, inputs])).toEqual([
    ["identity", "parent", { scope, principalId: "p", principalType: "ServicePrincipal", roleDefinitionId: "r" }],
    [
      "reader",
      "parent",
      {
        scope,
        principalId: "p",
        principalType: "Group",
        roleDefinitionId: role("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
      },
    ],
    [
      "writer",
      "parent",
      {
        scope,
        principalId: "p",
        principalType: "ServicePrincipal",
        roleDefinitionId: role("ba92f5b4-2d11-453d-a403-e96b0029c9fe"),
      },
    ],
  ]);
});

test("each night old tags of an image go, and what has no tag", async () => {
  const declared = await declare(() => {
    const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
    createPurgeTask(
      "purge",
      { resourceGroupName: "g", registryName: "team", imageName: "etl/flows", keep: 5 },
      { parent },
    );
  });
  const { parent, inputs } = declared.find(({ name }) => name === "purge")!;
  expect(parent).toBe("parent");
  expect(inputs).toMatchObject({
    resourceGroupName: "g",
    registryName: "team",
    platform: { os: "Linux", architecture: "amd64" },
    timeout: 3_600,
    trigger: { timerTriggers: [{ name: "night", schedule: "0 3 * * *" }] },
  });
  expect(inputs.step.type).toBe("EncodedTask");
  expect(Buffer.from(inputs.step.encodedTaskContent, "base64").toString()).toBe(`version: v1.1.0
steps:
  - cmd: acr purge --filter 'etl/flows:.*' --ago 1d --keep 5 --untagged
    disableWorkingDirectoryOverride: true
    timeout: 3600
`);
});
